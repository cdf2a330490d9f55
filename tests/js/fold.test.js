import assert from "node:assert/strict";
import { test } from "node:test";

import { fold, matches } from "#js/fold.js";

test("case and accents do not count", () => {
  assert.equal(fold("Élodie"), "elodie");
  assert.equal(fold("ŒUVRE"), "oeuvre");
});

test("a curly apostrophe is found with a straight one", () => {
  assert.ok(matches("Diffuser de l’information", "l'info"));
});

test("words are found in any order, each of them", () => {
  assert.ok(matches("Développer une présence numérique", "presence dev"));
  assert.ok(!matches("Développer le marché", "presence dev"));
});

test("an empty query finds everything", () => {
  assert.ok(matches("Planning", ""));
});
