using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services;

/// <summary>S3 Control 2018-08-20: the public access block of a whole account.</summary>
internal static class S3Control
{
    private const string Template = "/v20180820/configuration/publicAccessBlock";

    public static IReadOnlyList<RestRoute> Routes { get; } =
    [
        new("GetPublicAccessBlock", "GET", Template, (call, request) => new RestResult(Xml: S3.Write(State(call, request).PublicAccessBlock ?? throw S3.NoBlock()))),
        new("PutPublicAccessBlock", "PUT", Template, (call, request) => Set(State(call, request), S3.ReadBlock(request), 201)),
        new("DeletePublicAccessBlock", "DELETE", Template, (call, request) => Set(State(call, request), null, 204)),
    ];

    private static RestResult Set(S3State state, PublicAccessBlock? block, int status)
    {
        state.PublicAccessBlock = block;
        return new RestResult(status);
    }

    /// <exception cref="AwsError">The header x-amz-account-id names another account than the caller's.</exception>
    private static S3State State(Call call, RestRequest request)
    {
        var account = request.Headers.FirstOrDefault(header => string.Equals(header.Key, "x-amz-account-id", StringComparison.OrdinalIgnoreCase)).Value;
        return account == call.Account.Id ? call.Account.S3 : throw new AwsError("AccessDenied", "Access Denied", 403);
    }
}
