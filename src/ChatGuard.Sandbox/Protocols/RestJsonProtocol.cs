using System.Text.Json.Nodes;

namespace ChatGuard.Sandbox.Protocols;

/// <summary>The rest-json protocol of GuardDuty and Access Analyzer.</summary>
internal sealed class RestJsonProtocol(IReadOnlyList<RestRoute> routes) : Protocol
{
    private readonly RouteTable table = new(routes, subresources: false);

    public override string OperationOf(RawRequest request) => table.Match(request, request.Path)?.Route.Operation ?? "";

    public override JsonObject ParametersOf(RawRequest request)
    {
        var parameters = BodyOf(request);
        foreach (var (name, value) in table.Match(request, request.Path)?.Path ?? new Dictionary<string, string>())
        {
            parameters[name] = value;
        }

        return parameters;
    }

    public override Answer Run(Call call, RawRequest request, string requestId)
    {
        var (route, path) = table.Match(request, request.Path) ?? throw new AwsError("UnknownOperationException", "Unknown operation.", 404);
        var result = route.Handle(call, new RestRequest(request.Method, path, request.QueryParameters(), request.Headers, request.Body));
        var body = result.Json?.ToJsonString() ?? "";
        var answer = Answer.Text(result.Status, "application/json", body, ("x-amzn-RequestId", requestId));
        return result.Headers is null ? answer : answer with { Headers = new Dictionary<string, string>([.. answer.Headers, .. result.Headers]) };
    }

    public override Answer Error(AwsError error, string requestId) => Answer.Text(
        error.Status,
        "application/json",
        new JsonObject { ["message"] = error.Message, ["__type"] = error.Code }.ToJsonString(),
        ("x-amzn-RequestId", requestId),
        ("x-amzn-ErrorType", error.Code));

    public override AwsError Refuse(AuthFailure failure, string message) => JsonAuthErrors.Refuse(failure, message, 403);

    public override AwsError Denied(Caller caller, string action, string resource, string reason) => new("AccessDeniedException", base.Denied(caller, action, resource, reason).Message, 403);

    public override AwsError Throttled() => new("TooManyRequestsException", "Too Many Requests", 429);

    public override AwsError Failed(int status) => new(status == 503 ? "ServiceUnavailableException" : "InternalServerErrorException", "Internal server error", status);
}
