namespace ChatGuard.Sandbox.Protocols;

/// <summary>One REST operation: <c>Template</c> is a path such as <c>/detector/{DetectorId}</c>, for S3 with a subresource such as <c>/{Bucket}?policy</c>.</summary>
public sealed record RestRoute(string Operation, string Method, string Template, Func<Call, RestRequest, RestResult> Handle);
