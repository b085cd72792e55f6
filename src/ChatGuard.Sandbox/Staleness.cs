using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox;

/// <summary>IAM's eventual consistency under a <c>stale</c> fault: a read sees the state of some seconds ago.</summary>
internal static class Staleness
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    public static Answer Run(Call call, IReadOnlyList<SandboxFault> faults, string operation, Func<Answer> run)
    {
        var account = call.Account;
        var stale = faults.FirstOrDefault(fault => fault.Kind == FaultKind.Stale);
        var isRead = operation.StartsWith("Get", StringComparison.Ordinal) || operation.StartsWith("List", StringComparison.Ordinal);
        // The report lives outside of the consistency of single entities.
        if (operation is "GenerateCredentialReport" or "GetCredentialReport" || (isRead && stale is null))
        {
            return run();
        }

        if (!isRead)
        {
            account.IamHistory.RemoveAll(entry => entry.Until < call.SignatureNow - Kept);
            account.IamHistory.Add((call.SignatureNow, account.Iam.Copy()));
            return run();
        }

        var present = account.Iam;
        var moment = call.SignatureNow.AddSeconds(-stale!.Argument);
        account.Iam = account.IamHistory.Where(entry => entry.Until > moment).Select(entry => entry.State).FirstOrDefault(present);
        try
        {
            return run();
        }
        finally
        {
            account.Iam = present;
        }
    }
}
