"""An agent that speaks AG-UI: events streamed as they happen, by hand, with FastAPI alone. Its model needs no account.

    python agent.py

It knows the stop and the warm command, and asks before it deletes something (an AG-UI interrupt).
"""

import asyncio
import json
import logging
import os
import re
from typing import Any, AsyncIterator
from uuid import uuid4

import uvicorn
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

app = FastAPI()
log = logging.getLogger("uvicorn.error")

# The conversations that are being answered, each with what its stop command sets.
running: dict[str, asyncio.Event] = {}

Event = dict[str, Any]


async def ask_model(prompt: str) -> AsyncIterator[str]:
    """Stands in for a model: says its words one after another. Put the call of yours here."""
    if "fail" in prompt.lower():
        raise RuntimeError("the model cannot be reached; this text must not leave the container")
    for word in f"Python here, over AG-UI. You said: {prompt}".split(" "):
        await asyncio.sleep(0.05)
        yield word + " "


def call_to_approve(prompt: str) -> Event | None:
    """The tool call that a model would have made of it, one that must not happen unasked."""
    title = re.search(r"delete the note (.+)", prompt, re.IGNORECASE)
    return {"name": "delete_note", "arguments": {"title": title.group(1)}} if title else None


def arguments_of(messages: list[Event], call_id: str) -> Event | None:
    """What a stored tool call was called with. The site sends the conversation along; nothing is kept here."""
    for message in messages:
        for call in message.get("toolCalls") or []:
            if call["id"] == call_id:
                return json.loads(call["function"]["arguments"])
    return None


async def say(words: AsyncIterator[str], stopped: asyncio.Event) -> AsyncIterator[Event]:
    message_id = str(uuid4())
    yield {"type": "TEXT_MESSAGE_START", "messageId": message_id, "role": "assistant"}
    async for delta in words:
        if stopped.is_set():
            break
        yield {"type": "TEXT_MESSAGE_CONTENT", "messageId": message_id, "delta": delta}
    yield {"type": "TEXT_MESSAGE_END", "messageId": message_id}


async def run(body: Event, stopped: asyncio.Event) -> AsyncIterator[Event]:
    """One run. It begins with RUN_STARTED and ends with RUN_FINISHED or RUN_ERROR, whatever happens in between."""
    about = {"threadId": body["threadId"], "runId": body["runId"]}
    yield {"type": "RUN_STARTED", **about}
    try:
        for answer in body.get("resume") or []:
            call_id = answer["interruptId"]
            arguments = arguments_of(body["messages"], call_id)
            # A decision is all that comes from the person; what was asked for is read from the conversation.
            yes = answer["status"] == "resolved" and (answer.get("payload") or {}).get("approved") is True
            done = bool(yes and arguments)
            declined = {"error": {"code": "DECLINED", "message": "The person did not approve it, so it did not run."}}
            result = {"deleted": arguments["title"]} if done and arguments else declined
            yield {
                "type": "TOOL_CALL_RESULT",
                "messageId": str(uuid4()),
                "toolCallId": call_id,
                "content": json.dumps(result),
            }
            text = f"I have deleted the note {result['deleted']}." if done else "I have deleted nothing."
            async for event in say(one(text), stopped):
                yield event
            yield {"type": "RUN_FINISHED", **about}
            return

        prompt = last_text(body["messages"])
        call = call_to_approve(prompt)
        if call:
            call_id = str(uuid4())
            yield {"type": "TOOL_CALL_START", "toolCallId": call_id, "toolCallName": call["name"]}
            yield {"type": "TOOL_CALL_ARGS", "toolCallId": call_id, "delta": json.dumps(call["arguments"])}
            yield {"type": "TOOL_CALL_END", "toolCallId": call_id}
            question = {"id": call_id, "reason": "tool_call", "toolCallId": call_id, "message": "Delete this note?"}
            yield {"type": "RUN_FINISHED", **about, "outcome": {"type": "interrupt", "interrupts": [question]}}
            return

        async for event in say(ask_model(prompt), stopped):
            yield event
        yield {"type": "RUN_FINISHED", **about, **({"result": {"stopped": True}} if stopped.is_set() else {})}
    except Exception:
        # The reason is for the log; the person reads the site's own sentence for the code.
        log.exception("the run failed")
        yield {"type": "RUN_ERROR", "message": "The agent failed", "code": "AGENT_FAILED"}


async def one(text: str) -> AsyncIterator[str]:
    yield text


def last_text(messages: list[Event]) -> str:
    """The person's last message, which is a text or a list of parts."""
    content = next((m["content"] for m in reversed(messages) if m["role"] == "user"), "")
    if isinstance(content, str):
        return content
    return " ".join(part["text"] for part in content if part.get("type") == "text")


@app.post("/invocations")
async def invocations(request: Request) -> Response:
    try:
        body = await request.json()
    except ValueError:
        raise HTTPException(status_code=400, detail="The body is no JSON") from None
    if not isinstance(body, dict):
        raise HTTPException(status_code=400, detail="The body has to be an object")
    thread = body.get("threadId")

    # Commands come only to agents whose entry says so (stop: "command", warm: true).
    if body.get("command") == "stop":
        stopped = running.get(thread) if isinstance(thread, str) else None
        if stopped:
            stopped.set()
        return JSONResponse({"command": "stop", "stopped": stopped is not None})
    if body.get("command") == "warm":
        return JSONResponse({"command": "warm", "ready": True})

    if not (isinstance(thread, str) and isinstance(body.get("runId"), str) and isinstance(body.get("messages"), list)):
        raise HTTPException(status_code=400, detail="threadId, runId and messages are needed")

    async def stream() -> AsyncIterator[str]:
        stopped = running[thread] = asyncio.Event()
        try:
            async for event in run(body, stopped):
                yield f"data: {json.dumps(event)}\n\n"
        finally:
            if running.get(thread) is stopped:
                del running[thread]

    return StreamingResponse(stream(), media_type="text/event-stream")


@app.get("/ping")
async def ping() -> dict[str, str]:
    # In exactly this case. HealthyBusy keeps the session while a long answer is written.
    return {"status": "HealthyBusy" if running else "Healthy"}


if __name__ == "__main__":
    uvicorn.run(app, host=os.environ.get("HOST", "0.0.0.0"), port=int(os.environ.get("PORT", "8080")))
