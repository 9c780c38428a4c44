import { SegmentedControl, Select } from "@mantine/core";

interface QuestionChoiceProps {
  questions: readonly { key: string; title: string }[];
  /** The chosen key; null while none is. */
  value: string | null;
  onChoose: (key: string) => void;
}

/** Which question a page is about. */
export function QuestionChoice({ questions, value, onChoose }: QuestionChoiceProps) {
  const data = questions.map((one) => ({ value: one.key, label: one.title }));
  if (questions.length <= 4 && value !== null) {
    return (
      <SegmentedControl
        aria-label="Question"
        data={data}
        value={value}
        onChange={onChoose}
        style={{ alignSelf: "flex-start", maxWidth: "100%" }}
      />
    );
  }
  return (
    <Select
      label="Question"
      placeholder="Choose a question"
      data={data}
      value={value}
      onChange={(key) => {
        if (key) onChoose(key);
      }}
      maw={420}
      allowDeselect={false}
    />
  );
}
