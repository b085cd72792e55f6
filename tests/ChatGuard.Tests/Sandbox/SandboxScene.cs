using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using ChatGuard.Sandbox;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Seed;

namespace ChatGuard.Tests.Sandbox;

/// <summary>The seeded accounts without a server: calls an operation's handler as the server would.</summary>
internal sealed class SandboxScene
{
    public const string Legacy = "111122223333";
    public const string Core = "444455556666";
    public const string Attic = "222233334444";
    public const string Lab = "777788889999";

    public static readonly DateTimeOffset Start = DateTimeOffset.Parse("2031-03-01T08:00:00Z", CultureInfo.InvariantCulture);

    public SandboxScene()
    {
        Organization = SandboxSeed.Build(new SandboxOptions { Clock = new StartClock() });
        Account(Legacy).CloudTrail.EnforceLookupRate = false;
        Account(Core).CloudTrail.EnforceLookupRate = false;
    }

    public SandboxOrganization Organization { get; }

    public DateTimeOffset Now { get; set; } = Start;

    public SandboxAccount Account(string id) => Organization.Find(id)!;

    public JsonObject Json(IReadOnlyDictionary<string, JsonOperation> service, string account, string region, string operation, string input = "{}") =>
        service[operation](Call(account, region), JsonNode.Parse(input)!.AsObject());

    public IEnumerable<XElement> Query(IReadOnlyDictionary<string, QueryOperation> service, string account, string region, string operation, params (string Name, string Value)[] form) =>
        service[operation](Call(account, region), new QueryParameters(form.ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal)));

    /// <summary>Calls a REST operation; the path values go by position into the braces of its template.</summary>
    public RestResult Rest(IReadOnlyList<RestRoute> service, string account, string region, string operation, string[] path, string body = "", string query = "", params (string Name, string Value)[] headers)
    {
        var route = service.Single(r => r.Operation == operation);
        var names = route.Template.Split('/', '?').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}'));
        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2));
        return route.Handle(Call(account, region), new RestRequest(
            route.Method,
            names.Zip(path).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal),
            parameters.ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]), StringComparer.Ordinal),
            headers.ToDictionary(h => h.Name, h => h.Value, StringComparer.OrdinalIgnoreCase),
            Encoding.UTF8.GetBytes(body)));
    }

    private sealed class StartClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Start;
    }

    private Call Call(string account, string region) =>
        new(Organization, Account(account), region, new Caller($"arn:aws:sts::{account}:assumed-role/ChatGuardRead/test", "AROAEXAMPLE:test", "ASIAEXAMPLE"), Now);
}
