import { Badge, Tabs } from "@mantine/core";
import { useSearchParams } from "react-router";

import { PageHeader } from "@/components/PageHeader";
import { useAddressedNumber } from "@/lib/useAddressed";
import { useProjectId } from "@/lib/useProjectId";

import { CandidatesPanel } from "./CandidatesPanel";
import { ContestsPanel } from "./ContestsPanel";
import { GoldDrawer } from "./GoldDrawer";
import { GoldTable } from "./GoldTable";
import { PausedNotice } from "./PausedNotice";
import { useContests } from "./queries";

const TABS = ["checks", "contests", "add", "training"] as const;

/** Gold in a lead's hands: which items are fair checks, what raters object to, what could be added. */
export function GoldPage() {
  const projectId = useProjectId();
  const [params, setParams] = useSearchParams();
  const [open, setOpen] = useAddressedNumber("item");
  const contests = useContests(projectId);
  const waiting = contests.data?.filter((contest) => contest.state === "open").length ?? 0;
  const tab = TABS.find((name) => name === params.get("tab")) ?? "checks";
  return (
    <>
      <PageHeader
        title="Gold"
        text="Items with known answers, seated invisibly among the work. A check that most good raters miss says more about the check than about them."
      />
      <PausedNotice projectId={projectId} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => {
          setParams(next && next !== "checks" ? { tab: next } : {}, { replace: true });
        }}
      >
        <Tabs.List mb="lg">
          <Tabs.Tab value="checks">Checks</Tabs.Tab>
          <Tabs.Tab
            value="contests"
            rightSection={
              waiting > 0 ? (
                <Badge size="sm" color="gold" variant="light" aria-label={`${String(waiting)} open`}>
                  {waiting}
                </Badge>
              ) : null
            }
          >
            Contests
          </Tabs.Tab>
          <Tabs.Tab value="add">Add gold</Tabs.Tab>
          <Tabs.Tab value="training">Training</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="checks">
          <GoldTable projectId={projectId} purpose="gold" onOpen={setOpen} />
        </Tabs.Panel>
        <Tabs.Panel value="contests">
          <ContestsPanel projectId={projectId} contests={contests} onOpen={setOpen} />
        </Tabs.Panel>
        <Tabs.Panel value="add">
          <CandidatesPanel projectId={projectId} onMade={setOpen} />
        </Tabs.Panel>
        <Tabs.Panel value="training">
          <GoldTable projectId={projectId} purpose="training" onOpen={setOpen} />
        </Tabs.Panel>
      </Tabs>
      <GoldDrawer
        projectId={projectId}
        item={open}
        onClose={() => {
          setOpen(null);
        }}
      />
    </>
  );
}
