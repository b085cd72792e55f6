namespace ChatGuard.Sandbox.Protocols;

/// <summary>One operation of a REST service: the method and path it answers, and what it does.</summary>
/// <param name="Operation">AWS's name, such as <c>ListFindings</c>.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Template">The path with names in braces; an S3 subresource follows a question mark, as in <c>/{Bucket}?acl</c>.</param>
/// <param name="Handle">Answers the request.</param>
public sealed record RestRoute(string Operation, string Method, string Template, Func<Call, RestRequest, RestResult> Handle);
