"""Plants defects, and things that only look like them, into real data: one family a file.

    copies           rows that stand twice, or nearly
    leaks            eval rows that training has, in one form or another
    contradictions   questions whose answers disagree
    personal         data of persons, and numbers that fail their check digit
    templates        answers that left the house template
    lone             one bad row: secrets, injection, language, tone, facts that change
    preferences      choices that contradict each other or say nothing

Planters are written as a person makes mistakes, and know nothing of how the checks look for them.
Every planter draws from one half of the real rows: `tuning` may be looked at while a check is
being mended, `held-out` may not.
"""
