//! Pages in other languages, whose verbs nobody listed.

use super::told::{steps, taken};

#[test]
fn numbered_lists_of_orders_are_steps_in_any_language() {
    let spanish = "# Tienda\n\nLos datos de la tienda se copian cada noche y el archivo no es para los clientes.\n\n**Síntomas:**\n\n1. Datos faltantes\n2. Lentitud\n\n**Acción:**\n\n1. Detener el servicio\n2. **NO** borrar los datos\n3. Restaurar la copia\n";
    assert_eq!(
        steps(spanish),
        ["12 Detener el servicio (ordered list)", "14 Restaurar la copia (ordered list)"]
    );
    assert!(taken(spanish).draft.procedure.steps[0].text.contains("NO"));
    let chinese = "# 商店 恢复\n\n停止 所有 服务 之后 才能 恢复\n\n1. 停止服务\n2. 恢复数据库\n";
    assert_eq!(steps(chinese).len(), 2);
}

#[test]
fn what_leads_to_a_fence_is_a_step_by_its_shape() {
    let german = "# Laden\n\nDas Archiv liegt auf der Platte und wird nicht mit der Datenbank gesichert.\n\n## Rückweg\n\nStoppen Sie den Dienst und warten Sie auf das Ende.\n\n```\nladen stop\n```\n\nDanach spielen Sie das Archiv ein:\n\n```{ .bash .no-copy }\nladen load\n```\n\nDer Dienst zeigt nun die Zahl der Zeilen:\n\n```\n7\n```\n";
    assert_eq!(
        steps(german),
        [
            "7 Stoppen Sie den Dienst und warten Sie auf das Ende (paragraph with code)",
            "13 Danach spielen Sie das Archiv ein (paragraph with code)",
        ]
    );
}

#[test]
fn headings_may_be_called_steps_in_any_language() {
    let page = "# X\n\n## Schritt 1: Archiv\n\nEs liegt da.\n\n## Schritt 2: Dienst\n\nEr steht.\n";
    assert_eq!(steps(page), ["3 Archiv (numbered heading)", "7 Dienst (numbered heading)"]);
}
