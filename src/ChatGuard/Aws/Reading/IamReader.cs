using Amazon.Runtime;
using ChatGuard.Aws.Clients;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Reading;

/// <summary>
/// Reads users, passwords, MFA and keys from the credential report: two or three calls for 5,000 users.
/// AWS renews the report every four hours at most, so where it was made before this reading began, the users it shows failing are read live, as many as the options allow.
/// </summary>
internal sealed class IamReader(IamClient iam, Section section, Thresholds thresholds)
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PollAtMost = TimeSpan.FromSeconds(60);

    /// <summary>The report, and whether it was made for this reading.</summary>
    public async Task<(Observed<CredentialReport> Report, bool Fresh)> ReadReportAsync()
    {
        var state = await section.ReadAsync("credential-report", "iam:GenerateCredentialReport", null, iam.GenerateCredentialReportAsync);
        return await state.Match(
            async (word, _) =>
            {
                var fresh = word != "COMPLETE";
                var report = await section.ReadAsync("credential-report", "iam:GetCredentialReport", null, ct => PollAsync(fresh, ct));
                return (report.Match((r, _) => Observed<CredentialReport>.Known(r, r.GeneratedTime), Observed<CredentialReport>.Unreadable), fresh);
            },
            reasons => Task.FromResult((Observed<CredentialReport>.Unreadable(reasons), false)));
    }

    /// <summary>Federation providers: SAML and OpenID Connect.</summary>
    public async Task<Observed<IReadOnlyList<string>>> ReadProvidersAsync()
    {
        var saml = section.ReadAsync("federation-providers", "iam:ListSAMLProviders", null, iam.ListSAMLProvidersAsync);
        var oidc = section.ReadAsync("federation-providers", "iam:ListOpenIDConnectProviders", null, iam.ListOpenIDConnectProvidersAsync);
        return (await saml).And(await oidc).Select<IReadOnlyList<string>>(both => [.. both.First, .. both.Second]);
    }

    /// <summary>Puts live reads over the rows that the report shows failing, adds users made since, drops users deleted since.</summary>
    public async Task<CredentialReport> OverlayAsync(CredentialReport report, IReadOnlyList<IamUser> live, int most)
    {
        var now = section.Now;
        var existing = live.ToDictionary(user => user.UserName, StringComparer.Ordinal);
        var rows = report.Users.Where(row => existing.ContainsKey(row.UserName)).ToList();
        var known = rows.Select(row => row.UserName).ToHashSet(StringComparer.Ordinal);
        var created = live.Where(user => user.Created > report.GeneratedTime && !known.Contains(user.UserName))
            .Select(user => new UserCredentials { UserName = user.UserName, Arn = user.Arn, Created = user.Created, PasswordEnabled = false, MfaActive = false });
        var doubtful = created.Concat(rows.Where(row => IsDoubtful(row, now)).OrderByDescending(Badness).Take(most)).ToList();
        var read = await Task.WhenAll(doubtful.Select(row => LiveUser.ReadAsync(iam, row, now, section)));
        var overlay = read.OfType<UserCredentials>().ToDictionary(row => row.UserName, StringComparer.Ordinal);
        return report with
        {
            Users = [.. rows.Select(row => overlay.Remove(row.UserName, out var over) ? over : row), .. overlay.Values],
        };

        int Badness(UserCredentials row) => (row is { PasswordEnabled: true, MfaActive: false } ? 1000 : 0) + row.AccessKeys.Where(key => key.Active).Sum(key => Age(key.LastRotated, now));
    }

    /// <summary>Login profiles of console users who never signed in: only they tell whether the first password must be changed.</summary>
    public async Task<Observed<IReadOnlyDictionary<string, LoginProfile>>> ReadLoginProfilesAsync(IReadOnlyList<UserCredentials> users, int most)
    {
        var candidates = users.Where(user => user is { PasswordEnabled: true, PasswordLastUsed: null }).Take(most).ToList();
        return await section.ReadAsync<IReadOnlyDictionary<string, LoginProfile>>("login-profiles", "iam:GetLoginProfile", null, async ct =>
        {
            var profiles = await Task.WhenAll(candidates.Select(async user => (user.UserName, Profile: await iam.GetLoginProfileAsync(user.UserName, ct))));
            return profiles.Where(each => each.Profile is not null).ToDictionary(each => each.UserName, each => each.Profile!, StringComparer.Ordinal);
        });
    }

    /// <summary>SSH keys of as many users as the options allow; AWS has no call for all of them.</summary>
    public async Task<Observed<IReadOnlyDictionary<string, IReadOnlyList<OtherCredential>>>> ReadSshKeysAsync(IReadOnlyList<UserCredentials> users, int most)
    {
        var candidates = users.OrderByDescending(user => user.PasswordEnabled == true).Take(most).ToList();
        return await section.ReadAsync<IReadOnlyDictionary<string, IReadOnlyList<OtherCredential>>>("ssh-public-keys", "iam:ListSSHPublicKeys", null, async ct =>
        {
            var keys = await Task.WhenAll(candidates.Select(async user => (user.UserName, Keys: await ListAsync(user.UserName, ct))));
            return keys.ToDictionary(each => each.UserName, each => each.Keys, StringComparer.Ordinal);
        });

        async Task<IReadOnlyList<OtherCredential>> ListAsync(string userName, CancellationToken ct)
        {
            try
            {
                return await iam.ListSSHPublicKeysAsync(userName, ct);
            }
            catch (AmazonServiceException error) when (error.ErrorCode == "NoSuchEntity")
            {
                return [];
            }
        }
    }

    private static int Age(DateTimeOffset? moment, DateTimeOffset now) => moment is { } then ? (int)(now - then).TotalDays : 0;

    private bool IsDoubtful(UserCredentials row, DateTimeOffset now) =>
        row is { PasswordEnabled: true, MfaActive: false }
        || row.AccessKeys.Any(key => key.Active && (Age(key.LastRotated, now) > thresholds.AccessKeyMaxAge || Age(key.LastUsed ?? key.LastRotated, now) >= thresholds.UnusedCredential))
        || row.AccessKeys.Count(key => key.Active) > 1
        || (row.PasswordEnabled == true && Age(row.PasswordLastUsed ?? row.PasswordLastChanged, now) >= thresholds.UnusedCredential);

    /// <summary>A report just asked for takes some seconds; AWS answers ReportInProgress or ReportNotPresent meanwhile.</summary>
    private async Task<CredentialReport> PollAsync(bool started, CancellationToken cancellationToken)
    {
        var begun = section.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                var (content, generatedTime) = await iam.GetCredentialReportAsync(cancellationToken);
                return CredentialReportCsv.Parse(content, generatedTime);
            }
            catch (AmazonServiceException error) when (error.ErrorCode is "ReportInProgress" or "ReportNotPresent" && started)
            {
                if (section.Clock.GetElapsedTime(begun) > PollAtMost)
                {
                    throw new TimeoutException("the credential report is still being made; ask again in a minute", error);
                }

                await Task.Delay(PollEvery, section.Clock, cancellationToken);
            }
        }
    }
}
