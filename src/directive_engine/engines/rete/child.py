"""The process that durable_rules runs in: rulesets and questions on stdin → firings on stdout.

One line of JSON each way. The first line holds the definitions of all rulesets; each further one
a list of questions, `[number of the ruleset, [facts as JSON]]`. Its answer is a list of firings
for each: the rule, and the ids of the facts that it joins. Started as a script: it imports nothing
of this package, so that it is up quickly. Whatever goes wrong ends the process.
"""

import json
import sys
from typing import Any

import durable_rules_engine as rules


def main() -> None:
    """Serve until the input ends."""
    definitions = json.loads(sys.stdin.readline())
    handles: dict[int, Any] = {}
    for line in sys.stdin:
        answers = []
        for number, facts in json.loads(line):
            if number not in handles:
                handles[number] = rules.create_ruleset(f"r{number}", definitions[number])
            answers.append(firings(handles[number], facts))
        sys.stdout.write(json.dumps(answers) + "\n")
        sys.stdout.flush()


def firings(handle: Any, facts: list[str]) -> list[list[object]]:
    """Assert `facts`, read which rules fire, and take the facts back."""
    fired: dict[str, dict[str, None]] = {}
    for fact in facts:
        for text in told(handle, rules.assert_fact(handle, fact)):
            if len(facts) == 1:
                fired[text[2 : text.index('"', 2)]] = {}
                continue
            for name, joined in json.loads(text).items():
                ids = fired.setdefault(name, {})
                ids.update((one["id"], None) for one in joined.values())
    for fact in facts:
        if told(handle, rules.retract_fact(handle, fact)):
            raise SystemExit("a fact taken back made a rule fire")
    return [[name, list(ids)] for name, ids in fired.items()]


def told(handle: Any, result: tuple[int, int]) -> list[str]:
    """Return the firings that one fact causes, several of one rule included."""
    code, state = result
    if code:
        raise SystemExit(f"the fact was not taken: {code}")
    started = rules.start_action_for_state(handle, state)
    found = []
    text = started[1] if started else None
    while text:
        found.append(text)
        text = rules.complete_and_start_action(handle, state)
    return found


if __name__ == "__main__":
    main()
