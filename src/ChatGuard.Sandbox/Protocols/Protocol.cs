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

    public virtual AwsError Denied(Caller caller, string service, string operation) =>
        new("AccessDenied", $"User: {caller.Arn} is not authorized to perform: {service}:{operation} on resource: * because no identity-based policy allows the {service}:{operation} action", 403);

    public virtual AwsError Throttled() => new("Throttling", "Rate exceeded");

    public virtual AwsError Failed(int status) => status == 503
        ? new AwsError("ServiceUnavailable", "The request has failed due to a temporary failure of the server.", 503)
        : new AwsError("InternalFailure", "The request processing has failed because of an unknown error, exception or failure.", status);
}
