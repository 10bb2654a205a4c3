package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.testkit.contract.JsonDecoderContract;

class StrictJsonDecoderContractTest extends JsonDecoderContract {

    @Override
    protected JsonDecoder decoder() {
        return new StrictJsonDecoder();
    }
}
