//! Pages in languages whose verbs are not known: the shape of the words says which of them are orders.

use super::verbs::{bare, first_sentence};

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tongue {
    /// English, and what is too short to tell.
    #[default]
    English,
    /// `Starten Sie die Datenbank`, `Datenbank starten`.
    German,
    /// `Arrêter le service`, `Arrêtez le service`.
    French,
    /// `Detener el servicio`: Spanish, Portuguese and Italian.
    Southern,
    /// `Остановить сервис`.
    Russian,
    /// Any other, of which nothing is known.
    Other,
}

/// The words that stand everywhere in a text of the language and nowhere in one of another.
const EVERYWHERE: [(Tongue, &str); 6] = [
    (Tongue::English, " the and of is are for with this that from be it you if when not as by an or "),
    (
        Tongue::German,
        " der die das und nicht ist ein eine mit für auf den dem wird werden sie zu bei oder wenn aus ",
    ),
    (Tongue::French, " le la les de des et est une pour dans sur du avec pas ce qui au aux sont cette vous "),
    (
        Tongue::Southern,
        " el la de en los las y es una para con del se por que il gli della di non per è os e é um uma do da no na ao não em lo al ",
    ),
    (Tongue::Russian, " и в на не с для что по это из к если "),
    (
        Tongue::Other,
        " het een en van niet op och att som på med är og til av jest nie się oraz dla bir ve için ",
    ),
];

/// How much of a page is looked at, in bytes: its language does not change.
const LOOKED_AT: usize = 64 * 1024;

impl Tongue {
    /// Tells the language of a page by the words that stand everywhere; what stands in fences and code is not looked at.
    pub fn of(page: &str) -> Self {
        let mut counts = [0_usize; EVERYWHERE.len()];
        let (mut fenced, mut words, mut foreign) = (false, 0, 0);
        let end = (0..=LOOKED_AT.min(page.len())).rev().find(|at| page.is_char_boundary(*at)).unwrap_or(0);
        for line in page[..end].lines() {
            let fence = line.trim_start().starts_with("```");
            fenced ^= fence;
            if fenced || fence {
                continue;
            }
            for word in line.split('`').step_by(2).flat_map(str::split_whitespace).map(bare) {
                let lower = format!(" {} ", word.to_lowercase());
                words += 1;
                foreign += usize::from(word.chars().any(|c| c.is_alphabetic() && u32::from(c) > 0x2000));
                for (count, (_, list)) in counts.iter_mut().zip(EVERYWHERE) {
                    *count += usize::from(!word.is_empty() && list.contains(&lower));
                }
            }
        }
        if foreign * 4 > words {
            return Self::Other;
        }
        let most = (0..counts.len()).rev().max_by_key(|at| counts[*at]).unwrap_or(0);
        let clear = counts[most] > 2 * counts[0] && counts[most] >= 5 && counts[most] * 20 >= words;
        if clear { EVERYWHERE[most].0 } else { Self::English }
    }

    /// Whether the text tells somebody to do something, by the shape of its words.
    pub fn orders(self, text: &str) -> bool {
        let words: Vec<&str> =
            first_sentence(text).split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
        let Some(first) = words.first().map(|word| word.to_lowercase()) else { return false };
        let ends = |word: &str, ends: &[&str]| {
            word.chars().count() > 3 && ends.iter().any(|end| word.ends_with(end))
        };
        match self {
            Self::English => false,
            // The verb stands in front of the one who is told, or at the end.
            Self::German => {
                const OTHERS: [&str; 10] = [
                    "werden", "haben", "wurden", "können", "müssen", "sollten", "sollen", "wollen",
                    "möchten", "hätten",
                ];
                let verb = |word: &str| {
                    ends(word, &["en", "ern", "eln"]) && !OTHERS.contains(&word.to_lowercase().as_str())
                };
                let told =
                    words.windows(2).any(|pair| pair[1] == "Sie" && (verb(pair[0]) || pair[0] == "können"));
                let last = words.last().copied().unwrap_or_default();
                told || verb(last) && last.starts_with(char::is_lowercase) && (2..9).contains(&words.len())
            }
            Self::French => ends(&first, &["er", "ez", "ir", "re"]),
            Self::Southern => ends(&first, &["ar", "er", "ir", "are", "ere", "ire", "arse", "erse"]),
            Self::Russian => ends(&first, &["ть", "ти", "те", "ться"]),
            Self::Other => {
                words.len() > 1 || text.chars().any(|c| u32::from(c) > 0x2000 && c.is_alphabetic())
            }
        }
    }

    /// Whether the text forbids: `NO pagar el rescate`.
    pub fn forbids(self, text: &str) -> bool {
        let first = text
            .split_whitespace()
            .map(bare)
            .find(|word| !word.is_empty())
            .unwrap_or_default()
            .to_lowercase();
        let noes: &[&str] = match self {
            Self::English | Self::Other => &[],
            Self::German => &["nicht", "niemals", "kein", "keine", "keinen"],
            Self::French => &["ne", "jamais"],
            Self::Southern => &["no", "não", "non", "nunca", "mai", "evitar"],
            Self::Russian => &["не", "никогда"],
        };
        noes.contains(&first.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_shows_its_language() {
        let pages = [
            ("The writers of the shop are stopped and the dump is restored from it.", Tongue::English),
            ("Das Archiv wird nicht auf der Platte und nicht mit der Datenbank gesichert.", Tongue::German),
            (
                "Le service est sur une machine et les archives sont dans le dépôt pour les tests.",
                Tongue::French,
            ),
            (
                "El servicio no responde y los datos se copian con el programa para la prueba.",
                Tongue::Southern,
            ),
            ("Сервис не отвечает, и данные на диске не с той даты, что в отчёте.", Tongue::Russian),
            ("数据库 恢复 步骤 停止 服务", Tongue::Other),
            ("Stop it.", Tongue::English),
        ];
        assert_eq!(pages.map(|it| Tongue::of(it.0)), pages.map(|it| it.1));
        assert_eq!(Tongue::of(&format!("```\n{}\n```\n", "der die das und ".repeat(9))), Tongue::English);
    }

    #[test]
    fn orders_have_a_shape() {
        for (tongue, text) in [
            (Tongue::German, "Zuerst stoppen Sie den Dienst"),
            (Tongue::German, "Dienst neu starten"),
            (Tongue::French, "Arrêter le service"),
            (Tongue::French, "Redémarrez la machine"),
            (Tongue::Southern, "Detener el servicio"),
            (Tongue::Southern, "Verificare i dati"),
            (Tongue::Russian, "Остановить сервис"),
            (Tongue::Other, "停止服务"),
        ] {
            assert!(tongue.orders(text) && !tongue.forbids(text), "{text}");
        }
        for (tongue, text) in [
            (Tongue::German, "Das Skript fragt nach dem Ort"),
            (Tongue::German, "Die Daten müssen vorhanden werden"),
            (Tongue::French, "Les données manquent"),
            (Tongue::Southern, "Datos faltantes"),
            (Tongue::English, "Server is up"),
        ] {
            assert!(!tongue.orders(text), "{text}");
        }
        assert!(Tongue::Southern.forbids("**NO** pagar el rescate"));
    }
}
