"""An agent for AgentCore's HTTP protocol: one JSON in, one JSON out. FastAPI, and a model that needs no account.

    python agent.py

What AgentCore asks of it: listen on PORT (8080 there), answer GET /ping and POST /invocations.
"""

import logging
import os
import re
import time
from datetime import datetime, timezone
from typing import Any

import uvicorn
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()
log = logging.getLogger("uvicorn.error")

# AgentCore gives each conversation a process of its own, so what the process remembers is that conversation. It is gone
# after 15 minutes without a message: keep elsewhere what has to last.
remembered: list[str] = []


class Invocation(BaseModel):
    input: dict[str, Any] = {}


def ask_model(prompt: str) -> str:
    """Stands in for a model. Put the call of yours here."""
    if "fail" in prompt.lower():
        raise RuntimeError("the model cannot be reached; this text must not leave the container")
    wait = re.search(r"wait (\d+) seconds", prompt.lower())
    if wait:
        time.sleep(int(wait.group(1)))
    remembered.append(prompt)
    if len(remembered) == 1:
        return f"Python here. You said: {prompt}"
    return f"Python here. You said: {prompt} (Before that: {remembered[-2]})"


# `def` and not `async def`: FastAPI then runs it in a thread, and /ping answers while the model is at work.
@app.post("/invocations")
def invocations(invocation: Invocation) -> dict[str, Any]:
    prompt = invocation.input.get("prompt")
    if not isinstance(prompt, str) or prompt.strip() == "":
        raise HTTPException(status_code=400, detail='"input.prompt" has to be a text')
    try:
        text = ask_model(prompt)
    except Exception:
        # The reason is for the log. AgentCore tells the caller that there was a 500 and no more.
        log.exception("the model failed")
        raise HTTPException(status_code=500, detail="The agent failed") from None
    return {
        "output": {
            "message": {"role": "assistant", "content": [{"text": text}]},
            "timestamp": datetime.now(timezone.utc).isoformat(),
            "model": "stub",
        }
    }


@app.get("/ping")
def ping() -> dict[str, str]:
    # In lower case, as many write it: AgentCore takes that from agents of the HTTP protocol, from AG-UI ones it does not.
    return {"status": "healthy"}


if __name__ == "__main__":
    uvicorn.run(app, host=os.environ.get("HOST", "0.0.0.0"), port=int(os.environ.get("PORT", "8080")))
