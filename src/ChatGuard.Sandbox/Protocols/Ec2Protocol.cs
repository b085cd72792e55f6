using System.Xml.Linq;

namespace ChatGuard.Sandbox.Protocols;

/// <summary>EC2's variant of the query protocol: no result element, its own error shape and codes.</summary>
internal sealed class Ec2Protocol(string version, string xmlns, IReadOnlyDictionary<string, QueryOperation> operations)
    : QueryProtocol(version, xmlns, operations)
{
    public override Answer Error(AwsError error, string requestId) => Xml(
        error.Status,
        new XElement(
            "Response",
            new XElement("Errors", new XElement("Error", new XElement("Code", error.Code), new XElement("Message", error.Message))),
            new XElement("RequestID", requestId)),
        requestId);

    public override AwsError Refuse(AuthFailure failure, string message) => failure switch
    {
        AuthFailure.MissingToken => new AwsError("MissingAuthenticationToken", message, 403),
        AuthFailure.Skewed or AuthFailure.ExpiredToken => new AwsError("RequestExpired", message),
        _ => new AwsError("AuthFailure", "AWS was not able to validate the provided access credentials", 401),
    };

    public override AwsError Denied(Caller caller, string action, string resource, string reason) =>
        new("UnauthorizedOperation", $"You are not authorized to perform this operation. User: {caller.Arn} is not authorized to perform: {action} on resource: {resource} {reason} {action} action", 403);

    public override AwsError Throttled() => new("RequestLimitExceeded", "Request limit exceeded.", 503);

    protected override AwsError UnknownOperation(string operation, string version) =>
        new("InvalidAction", $"The action {operation} is not valid for this web service.");

    protected override XElement Envelope(string operation, IReadOnlyList<XElement> result, string requestId) =>
        new(operation + "Response", new XElement("requestId", requestId), result);
}
