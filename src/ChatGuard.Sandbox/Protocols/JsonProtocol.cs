using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatGuard.Sandbox.Protocols;

/// <summary>The json 1.0 and 1.1 protocols: the operation is in X-Amz-Target, the body is one JSON object.</summary>
internal sealed class JsonProtocol(string target, IReadOnlyDictionary<string, JsonOperation> operations, string version = "1.1") : Protocol
{
    private readonly string contentType = $"application/x-amz-json-{version}";

    public override string OperationOf(RawRequest request) => request.Header("x-amz-target")?.Split('.')[^1] ?? "";

    public override JsonObject ParametersOf(RawRequest request) => BodyOf(request);

    public override Answer Run(Call call, RawRequest request, string requestId)
    {
        var prefix = request.Header("x-amz-target") is { } header && header.Contains('.', StringComparison.Ordinal)
            ? header[..header.LastIndexOf('.')]
            : "";
        // AWS also takes the last part of a dotted target prefix alone.
        if (!(prefix == target || (prefix.Length > 0 && target.EndsWith("." + prefix, StringComparison.Ordinal)))
            || !operations.TryGetValue(OperationOf(request), out var handle))
        {
            throw new AwsError("UnknownOperationException", "");
        }

        return Json(200, handle(call, Parse(request.Body)), requestId);
    }

    public override Answer Error(AwsError error, string requestId)
    {
        var body = new JsonObject { ["__type"] = error.Code };
        if (error.Message.Length > 0)
        {
            body["message"] = error.Message;
        }

        var answer = Json(error.Status, body, requestId);
        return answer with { Headers = new Dictionary<string, string>(answer.Headers) { ["x-amzn-ErrorType"] = error.Code } };
    }

    public override AwsError Refuse(AuthFailure failure, string message) => JsonAuthErrors.Refuse(failure, message, 400);

    public override AwsError Denied(Caller caller, string action, string resource, string reason) => new("AccessDeniedException", base.Denied(caller, action, resource, reason).Message);

    public override AwsError Throttled() => new("ThrottlingException", "Rate exceeded");

    private static JsonObject Parse(byte[] body)
    {
        try
        {
            return body.Length == 0 ? [] : JsonNode.Parse(body) as JsonObject ?? throw new AwsError("SerializationException", "Start of structure or map found where not expected.");
        }
        catch (JsonException)
        {
            throw new AwsError("SerializationException", "Unexpected token in the request body.");
        }
    }

    private Answer Json(int status, JsonObject body, string requestId) =>
        Answer.Text(status, contentType, body.ToJsonString(), ("x-amzn-RequestId", requestId));
}
