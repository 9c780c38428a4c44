import { Checkbox, Group, MultiSelect, NumberInput, Select, Stack, Textarea } from "@mantine/core";

import { letter } from "@/components/answers";

import { EMPTY, type Known, type KnownForm, outcomesOf, type Place } from "./answerForm";

interface AnswerFieldsProps {
  places: readonly Place[];
  form: KnownForm;
  onChange: (form: KnownForm) => void;
}

/** What is known of an item, question by question; a question left empty is not checked. */
export function AnswerFields({ places, form, onChange }: AnswerFieldsProps) {
  const set = (place: Place, part: Partial<Known>) => {
    const known = { ...(form.values[place.id] ?? EMPTY), ...part };
    onChange({ ...form, values: { ...form.values, [place.id]: known } });
  };
  const scored = [...new Set(places.filter((place) => place.question.kind === "likert").map((one) => one.question))];
  return (
    <Stack gap="md">
      {places.map((place) => (
        <Field
          key={place.id}
          place={place}
          known={form.values[place.id] ?? EMPTY}
          onChange={(part) => {
            set(place, part);
          }}
        />
      ))}
      {scored.map((question) => (
        <NumberInput
          key={question.key}
          label={`Tolerance of “${question.title}”`}
          description="Steps by which a score may be off and still pass"
          min={0}
          max={question.scale_max - question.scale_min - 1}
          allowDecimal={false}
          value={form.tolerance[question.key] ?? 0}
          onChange={(off) => {
            onChange({ ...form, tolerance: { ...form.tolerance, [question.key]: Number(off) || 0 } });
          }}
        />
      ))}
      <Textarea
        label="Explanation"
        description="Raters who missed it read this, where the project shows them their missed checks."
        value={form.explanation}
        onChange={(event) => {
          onChange({ ...form, explanation: event.currentTarget.value });
        }}
        maxLength={5000}
        autosize
        minRows={2}
      />
    </Stack>
  );
}

function Field({ place, known, onChange }: { place: Place; known: Known; onChange: (part: Partial<Known>) => void }) {
  const { question, response } = place;
  const label = response === null ? question.title : `${question.title}: response ${letter(response)}`;
  if (question.kind === "preference") {
    const outcomes = outcomesOf(question);
    return (
      <Stack gap="xs">
        <Select
          label={label}
          placeholder="Not checked"
          data={outcomes}
          value={known.best || null}
          clearable
          onChange={(best) => {
            onChange({ best: best ?? "" });
          }}
        />
        {known.best ? (
          <Checkbox.Group
            label="Also accepted"
            description="What a careful rater could say as well"
            value={known.also.filter((outcome) => outcome !== known.best)}
            onChange={(also) => {
              onChange({ also });
            }}
          >
            <Group gap="md" mt={6}>
              {outcomes
                .filter(({ value }) => value !== known.best)
                .map(({ value, label: name }) => (
                  <Checkbox key={value} value={value} label={name} />
                ))}
            </Group>
          </Checkbox.Group>
        ) : null}
      </Stack>
    );
  }
  if (question.kind === "choice") {
    const chosen = (choices: string[]) => {
      onChange({ choices });
    };
    return question.multiple ? (
      <MultiSelect label={label} data={question.choices} value={known.choices} onChange={chosen} />
    ) : (
      <Select
        label={label}
        placeholder="Not checked"
        data={question.choices}
        value={known.choices[0] ?? null}
        clearable
        onChange={(choice) => {
          chosen(choice ? [choice] : []);
        }}
      />
    );
  }
  const [min, max] = question.kind === "likert" ? [question.scale_min, question.scale_max] : [1, 26];
  return (
    <NumberInput
      label={question.kind === "ranking" ? `${label}: rank` : label}
      placeholder="Not checked"
      min={min}
      max={max}
      allowDecimal={false}
      value={known.score}
      onChange={(score) => {
        onChange({ score: typeof score === "number" ? score : "" });
      }}
    />
  );
}
