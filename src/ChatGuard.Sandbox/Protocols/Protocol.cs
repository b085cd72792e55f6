using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatGuard.Sandbox.Protocols;

/// <summary>One of AWS's wire protocols, bound to the operations of one service.</summary>
internal abstract class Protocol
{
    /// <summary>The operation a request asks for, whether the service has it or not.</summary>
    public abstract string OperationOf(RawRequest request);

    /// <summary>Runs the operation; an <see cref="AwsError"/> leaves to the caller, which asks for <see cref="Error"/>.</summary>
    public abstract Answer Run(Call call, RawRequest request, string requestId);

    public abstract Answer Error(AwsError error, string requestId);

    /// <summary>The code and status this protocol's services send for a refused signature.</summary>
    public abstract AwsError Refuse(AuthFailure failure, string message);

    /// <summary>The request's members by AWS's names, as far as the protocol shows them: the form, the JSON body, the values of the path.</summary>
    public abstract JsonObject ParametersOf(RawRequest request);

    public AwsError Denied(Caller caller, string service, string operation) => Denied(caller, $"{service}:{operation}", "*", "because no identity-based policy allows the");

    /// <param name="reason">Which kind of policy is in the way, up to the action.</param>
    public virtual AwsError Denied(Caller caller, string action, string resource, string reason) =>
        new("AccessDenied", $"User: {caller.Arn} is not authorized to perform: {action} on resource: {resource} {reason} {action} action", 403);

    protected static JsonObject BodyOf(RawRequest request)
    {
        try
        {
            return request.Body.Length > 0 ? JsonNode.Parse(request.Body) as JsonObject ?? [] : [];
        }
        catch (JsonException)
        {
            // The operation refuses it, in its own words.
            return [];
        }
    }

    public virtual AwsError Throttled() => new("Throttling", "Rate exceeded");

    public virtual AwsError Failed(int status) => status == 503
        ? new AwsError("ServiceUnavailable", "The request has failed due to a temporary failure of the server.", 503)
        : new AwsError("InternalFailure", "The request processing has failed because of an unknown error, exception or failure.", status);
}
