package dev.trestle.mcp.testkit.contract;

import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.testkit.json.KitJsonDecoder;

class KitJsonDecoderContractTest extends JsonDecoderContract {

    @Override
    protected JsonDecoder decoder() {
        return KitJsonDecoder.INSTANCE;
    }
}
