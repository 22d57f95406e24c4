/**
 * Tells the server that the person has a conversation's newest answer on screen. Not while the tab is hidden: then as
 * soon as it is looked at.
 *
 * @param send never throws; gives whether the server has taken it. What it has not is told at the next occasion
 */
export function createSeen(ports: { isVisible: () => boolean; send: () => Promise<boolean> }) {
  let owed = false;
  const tell = async () => {
    if (!owed || !ports.isVisible()) return;
    owed = false;
    if (!(await ports.send())) owed = true;
  };
  return {
    /** There is something to have seen. @returns whether it has been told */
    mark: async (): Promise<boolean> => {
      owed = true;
      await tell();
      return !owed;
    },
    /** The tab may be visible again. */
    look: (): void => void tell(),
  };
}
