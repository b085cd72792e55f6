using ChatGuard.Sandbox.Services.Iam;

namespace ChatGuard.Sandbox.Seed;

/// <summary>The many roles that services leave in an account that has lived for years.</summary>
internal static class GeneratedRoles
{
    private static readonly string[] Teams = ["orders", "billing", "search", "catalogue", "shipping", "media", "data", "web", "mobile", "partners", "reports"];
    private static readonly string[] Jobs = ["import", "export", "sync", "resize", "notify", "index", "cleanup", "report", "webhook", "backup", "scheduler", "stream"];
    private static readonly (string Kind, string Service, string Policy)[] Kinds =
    [
        ("lambda", "lambda.amazonaws.com", "service-role/AWSLambdaBasicExecutionRole"),
        ("task", "ecs-tasks.amazonaws.com", "AmazonS3ReadOnlyAccess"),
        ("instance", "ec2.amazonaws.com", "CloudWatchAgentServerPolicy"),
    ];

    public static void Fill(IamSeed seed, int count)
    {
        var random = new Random(seed.Seed);
        var roles = new List<IamRole>(count);
        for (var n = 0; n < count; n++)
        {
            var (kind, service, policy) = Kinds[n % Kinds.Length];
            var name = $"{Teams[n % Teams.Length]}-{Jobs[n / Teams.Length % Jobs.Length]}-{kind}-{n:D3}";
            roles.Add(new IamRole
            {
                Name = name,
                Id = seed.Id("AROA", name),
                Arn = seed.Arn("role/" + name),
                Created = seed.Ago(random.Next(20, 600)),
                Trust = Trust.Service(service),
                Attached = [AwsManagedPolicies.Arn(policy)],
                LastUsed = random.Next(3) == 0 ? null : seed.Ago(random.Next(1, 300)),
            });
        }

        seed.Iam.Roles = seed.Iam.Roles.AddRange(roles.Select(role => KeyValuePair.Create(role.Name, role)));
    }
}
