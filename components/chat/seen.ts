/**
 * Tells the server that the person has a conversation's newest answer on screen. Not while the tab is hidden: then as
 * soon as it is looked at.
 *
 * @param send never throws
 */
export function createSeen(ports: { isVisible: () => boolean; send: () => Promise<void> }) {
  let owed = false;
  const tell = async () => {
    if (!owed || !ports.isVisible()) return;
    owed = false;
    await ports.send();
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
