using ChatGuard.Sandbox;
using ChatGuard.Sandbox.Services.Iam;

namespace ChatGuard.Tests.Remediations;

/// <summary>Scenes about the users of the demo's first account.</summary>
internal static class IamScene
{
    public static string User(string name) => $"arn:aws:iam::{App.Legacy}:user/{name}";

    public static Task<RemediationScene> StartAsync(string remediation, string resource, string check, Action<SandboxServer>? prepare = null) =>
        RemediationScene.StartAsync(new RemediationCase(remediation, App.Legacy, null, resource, check) { Prepare = prepare ?? (_ => { }) });

    public static void Change(SandboxServer sandbox, string name, Func<IamUser, IamUser> change)
    {
        var iam = sandbox.Organization.Find(App.Legacy)!.Iam;
        iam.Users = iam.Users.SetItem(name, change(iam.Users[name]));
    }
}
