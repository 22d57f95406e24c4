/**
 * Stops a run that another tab, or this one before a reload, has started. CopilotKit's own stop knows the runs that it
 * began itself only, and would ask without saying which.
 *
 * @returns false when the site could not be reached or did not stop it
 */
export async function stopRun(agentId: string, threadId: string, runId: string): Promise<boolean> {
  const path = `/api/copilotkit/agent/${encodeURIComponent(agentId)}/stop/${encodeURIComponent(threadId)}`;
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ runId }),
    });
    return response.ok;
  } catch {
    return false;
  }
}
