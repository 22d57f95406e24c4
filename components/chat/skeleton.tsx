/** Stands in for a conversation that is being loaded. */
export function ChatSkeleton({ label }: { label: string }) {
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-1 flex-col gap-6 px-4 py-8" aria-busy="true">
      <p className="sr-only">{label}</p>
      <div className="skeleton ml-auto h-11 w-2/5 rounded-2xl" />
      <div className="flex flex-col gap-3">
        <div className="skeleton h-4 w-11/12 rounded" />
        <div className="skeleton h-4 w-4/5 rounded" />
        <div className="skeleton h-4 w-3/5 rounded" />
      </div>
    </div>
  );
}
