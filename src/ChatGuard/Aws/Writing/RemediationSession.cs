using Amazon.Runtime;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Aws.Writing;

/// <summary>
/// Fifteen minutes of an account's remediation role for one approved plan, narrowed to that plan's calls and marked with its approver. It sends each call
/// once: whether a failed one may be sent again is for the engine to decide.
/// </summary>
internal sealed class RemediationSession
{
    private readonly AwsAccount account;
    private readonly string accountId;
    private readonly AWSCredentials? role;
    private readonly Func<string, CancellationToken, Task<AWSCredentials>> root;
    private readonly Dictionary<string, AWSCredentials> roots = new(StringComparer.Ordinal);

    /// <param name="account">Where the plan's target is.</param>
    /// <param name="accountId">Its twelve digits.</param>
    /// <param name="role">The remediation role's session; null where no step needs it.</param>
    /// <param name="root">Opens a session of the account's root for one of AWS's root tasks.</param>
    public RemediationSession(AwsAccount account, string accountId, AWSCredentials? role, Func<string, CancellationToken, Task<AWSCredentials>> root) =>
        (this.account, this.accountId, this.role, this.root) = (account, accountId, role, root);

    /// <summary>Whether a call can be sent at all: remediations are tested for it.</summary>
    public static bool CanSend(AwsCall call) => S3Calls.Has(call) || WireOperation.Find(call) is not null;

    /// <summary>Sends the call, once; returns AWS's request id.</summary>
    /// <exception cref="AmazonServiceException">AWS answered with an error; <see cref="WriteFailure.Of"/> says what that means for the call.</exception>
    public async Task<string?> SendAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var credentials = await CredentialsAsync(call, cancellationToken);
        var region = call.Region ?? account.Region;
        var input = await Placeholders.FillAsync(call.Input, placeholder => ValueAsync(placeholder, region, cancellationToken));
        if (S3Calls.Has(call))
        {
            using var s3 = account.NewS3(region, credentials, retries: false);
            return (await S3Calls.SendAsync(s3, accountId, call.Operation, input, cancellationToken)).ResponseMetadata?.RequestId;
        }

        var operation = WireOperation.Find(call) ?? throw new NotSupportedException($"{call.Service}:{call.Operation} is not among the operations that remediations may send");
        using var client = account.NewClient(operation.Service, region, credentials, retries: false);
        return await client.WriteAsync(operation.Request(call.Operation, input), cancellationToken);
    }

    private async Task<AWSCredentials> CredentialsAsync(AwsCall call, CancellationToken cancellationToken)
    {
        if (call.Session is not { } task)
        {
            return role ?? throw new InvalidOperationException("the plan has no step of the remediation role");
        }

        return roots.TryGetValue(task, out var open) ? open : roots[task] = await root(task, cancellationToken);
    }

    private async Task<string> ValueAsync(string placeholder, string region, CancellationToken cancellationToken)
    {
        if (placeholder == Placeholders.RandomPassword)
        {
            return Placeholders.NewPassword();
        }

        return await account.GuardDuty(region).ListDetectorsAsync(cancellationToken) is [var only]
            ? only
            : throw new RemediationRefusedException("NoDetector", $"There is no GuardDuty detector in {region} any more; nothing was sent.");
    }
}
