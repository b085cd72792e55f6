using ChatGuard.Aws;
using ChatGuard.Core.Proposals;
using ChatGuard.Sandbox;

namespace ChatGuard.Tests.Remediations;

/// <summary>A failing resource of the demo organisation that a remediation puts right: one line for each remediation.</summary>
/// <param name="Name">The remediation's name.</param>
/// <param name="Account">The account, by its twelve digits.</param>
/// <param name="Region">The finding's region; null for a global resource.</param>
/// <param name="Resource">The resource as the check's finding names it.</param>
/// <param name="Check">The check that fails for it.</param>
internal sealed record RemediationCase(string Name, string Account, string? Region, string Resource, string Check)
{
    /// <summary>Brings the demo into the state that the remediation is for, where it is not in it from the start.</summary>
    public Action<SandboxServer> Prepare { get; init; } = _ => { };

    /// <summary>What is protected by name.</summary>
    public IReadOnlyList<string> Protected { get; init; } = [AwsOptions.BreakGlassUsers];

    public Target Found => new(Account, Region, Resource);

    public static IReadOnlyList<RemediationCase> All { get; } =
    [
        new("trail-start-logging", App.Legacy, "eu-west-1", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/legacy-trail", "cloudtrail-logging-on"),
        new("trail-create", App.Attic, null, App.Attic, "cloudtrail-multi-region"),
        new("trail-harden", App.Legacy, "eu-west-1", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/legacy-trail", "cloudtrail-log-validation"),
        new("trail-selectors", App.Legacy, "eu-west-1", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/legacy-trail", "cloudtrail-management-events"),
        new("guardduty-enable", App.Attic, "eu-central-1", "eu-central-1", "guardduty-enabled-all-regions"),
        new("guardduty-archive", App.Legacy, "us-east-1", "arn:aws:guardduty:us-east-1:111122223333:detector/12abc34d567e8fa901bc2d34e56789f0/finding/3af81bd1f5cf7dd070f3724f40800aba", "guardduty-open-medium"),
        new("deactivate-access-key", App.Legacy, null, User("olga.smirnova"), "access-key-unused"),
        new("quarantine-user", App.Legacy, null, User("rosa.jimenez"), "access-key-exposed"),
        new("root-credentials-delete", App.Attic, null, $"arn:aws:iam::{App.Attic}:root", "root-no-access-keys")
        {
            Prepare = sandbox => sandbox.Organization.Find(App.Legacy)!.Iam.OrganizationFeatures = ["RootCredentialsManagement"],
        },
        new("disable-console-access", App.Legacy, null, User("eve.lindqvist"), "user-console-unused"),
        new("mfa-enforcement", App.Legacy, null, User("paul.dubois"), "mfa-enforcement-policy"),
        new("password-policy-set", App.Legacy, null, App.Legacy, "password-policy-exists"),
        new("delete-inactive-key", App.Legacy, null, User("ivan.petrov"), "access-key-inactive-old"),
        new("user-to-group", App.Legacy, null, User("farid.haddad"), "iam-users-via-groups"),
    ];

    private static string User(string name) => $"arn:aws:iam::{App.Legacy}:user/{name}";
}
