using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Services;
using Xunit;

namespace ChatGuard.Tests.Sandbox;

public sealed class OrganizationsTests
{
    private readonly SandboxScene scene = new();

    [Fact]
    public void AMemberMayAskForItsOrganizationOnly()
    {
        Assert.Equal("o-legacy0001", (string?)Ask(SandboxScene.Attic, "DescribeOrganization")["Organization"]!["Id"]);
        Fails("AccessDeniedException", () => Ask(SandboxScene.Attic, "ListAccounts"));
        Fails("AccessDeniedException", () => Ask(SandboxScene.Attic, "ListRoots"));
    }

    [Fact]
    public void ADelegatedAdministratorMayListAccounts() =>
        Assert.Equal(2, Ask(SandboxScene.Lab, "ListAccounts")["Accounts"]!.AsArray().Count);

    [Fact]
    public void TheFirstPageMayBeEmptyAndStillHaveAToken()
    {
        var first = Ask(SandboxScene.Legacy, "ListAccounts");
        Assert.Empty(first["Accounts"]!.AsArray());
        var second = Ask(SandboxScene.Legacy, "ListAccounts", $$"""{"NextToken":"{{first["NextToken"]}}"}""");
        Assert.Equal(["aws@northwind-legacy.example", "northwind.attic@freemail.example"], second["Accounts"]!.AsArray().Select(a => (string)a!["Email"]!));
    }

    [Fact]
    public void AccountsArePaged()
    {
        var first = Ask(SandboxScene.Core, "ListAccounts", """{"MaxResults":1}""");
        var second = Ask(SandboxScene.Core, "ListAccounts", $$"""{"MaxResults":1,"NextToken":"{{first["NextToken"]}}"}""");
        Assert.Equal(SandboxScene.Core, (string?)first["Accounts"]![0]!["Id"]);
        Assert.Equal(SandboxScene.Lab, (string?)second["Accounts"]![0]!["Id"]);
        Assert.Null(second["NextToken"]);
        Fails("InvalidInputException", () => Ask(SandboxScene.Core, "ListAccounts", """{"MaxResults":21}"""));
    }

    [Fact]
    public void AnAccountOfAnotherOrganizationIsNotFound()
    {
        Assert.Equal("northwind-attic", (string?)Ask(SandboxScene.Legacy, "DescribeAccount", """{"AccountId":"222233334444"}""")["Account"]!["Name"]);
        Fails("AccountNotFoundException", () => Ask(SandboxScene.Legacy, "DescribeAccount", """{"AccountId":"444455556666"}"""));
    }

    [Fact]
    public void AnAccountWithoutAnOrganizationIsTold()
    {
        scene.Organization.Organizations.Clear();
        Fails("AWSOrganizationsNotInUseException", () => Ask(SandboxScene.Legacy, "DescribeOrganization"));
    }

    [Fact]
    public void OnlyTheSecondOrganizationDeniesRoot()
    {
        const string Scps = """{"Filter":"SERVICE_CONTROL_POLICY"}""";
        Assert.Equal(["FullAWSAccess"], Names(Ask(SandboxScene.Legacy, "ListPolicies", Scps)));
        Assert.Equal(["FullAWSAccess", "deny-root"], Names(Ask(SandboxScene.Core, "ListPolicies", Scps)));
        var unit = (string)Ask(SandboxScene.Core, "ListTargetsForPolicy", """{"PolicyId":"p-denyroot1"}""")["Targets"]![0]!["TargetId"]!;
        Assert.Contains("deny-root", Names(Ask(SandboxScene.Core, "ListPoliciesForTarget", $$"""{"Filter":"SERVICE_CONTROL_POLICY","TargetId":"{{unit}}"}""")));
        var content = JsonNode.Parse((string)Ask(SandboxScene.Core, "DescribePolicy", """{"PolicyId":"p-denyroot1"}""")["Policy"]!["Content"]!)!;
        Assert.Equal("arn:*:iam::*:root", (string?)content["Statement"]![0]!["Condition"]!["ArnLike"]!["aws:PrincipalArn"]);
        Fails("PolicyNotFoundException", () => Ask(SandboxScene.Core, "DescribePolicy", """{"PolicyId":"p-none"}"""));
        Fails("TargetNotFoundException", () => Ask(SandboxScene.Core, "ListPoliciesForTarget", """{"Filter":"SERVICE_CONTROL_POLICY","TargetId":"ou-none"}"""));
    }

    [Fact]
    public void TheRootAndTheAdministratorsAreListed()
    {
        Assert.Equal("r-cor1", (string?)Ask(SandboxScene.Core, "ListRoots")["Roots"]![0]!["Id"]);
        Assert.Equal(SandboxScene.Lab, (string?)Ask(SandboxScene.Core, "ListDelegatedAdministrators", """{"ServicePrincipal":"iam.amazonaws.com"}""")["DelegatedAdministrators"]![0]!["Id"]);
        Assert.Single(Ask(SandboxScene.Core, "ListDelegatedAdministrators")["DelegatedAdministrators"]!.AsArray());
        Assert.Empty(Ask(SandboxScene.Legacy, "ListDelegatedAdministrators")["DelegatedAdministrators"]!.AsArray());
    }

    private JsonObject Ask(string account, string operation, string input = "{}") => scene.Json(Organizations.Operations, account, "us-east-1", operation, input);

    private static IEnumerable<string> Names(JsonObject answer) => answer["Policies"]!.AsArray().Select(policy => (string)policy!["Name"]!);

    private static void Fails(string code, Action act) => Assert.Equal(code, Assert.Throws<AwsError>(act).Code);
}
