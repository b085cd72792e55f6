using System.Diagnostics;
using ChatGuard.Tests.Chat.Slack.Fake;

namespace ChatGuard.Benchmarks;

/// <summary>
/// How fast ChatGuard acknowledges signed Slack commands that come at a steady rate while it reads an account again and again. Slack gives it 3 seconds.
/// ChatGuard, the sandbox and this program with its fake Slack are three processes that share the machine.
/// </summary>
internal static class SlackLoad
{
    private const int PerSecond = 200;
    private const int Seconds = 30;
    private const int People = 50;
    private const int Users = 1_000;
    private const string Channel = "C0SECURITY";

    public static async Task PrintAsync()
    {
        await using var slack = await SlackServer.StartAsync(TimeProvider.System, CancellationToken.None);
        var people = Furnish(slack);
        var (sandbox, environment) = await Child.StartSandboxAsync(Users);
        var folder = Directory.CreateTempSubdirectory("chatguard-slack-load").FullName;
        Process? served = null;
        try
        {
            (served, slack.Deliveries.App) = await Child.ServeAsync(new Dictionary<string, string>(environment)
            {
                ["ChatGuard__Store__ConnectionString"] = $"Data Source={Path.Combine(folder, "chatguard.db")}",
                ["ChatGuard__Slack__Mode"] = "http",
                ["ChatGuard__Slack__BotToken"] = slack.Installation.BotToken,
                ["ChatGuard__Slack__SigningSecrets__0"] = slack.Installation.SigningSecret,
                ["ChatGuard__Slack__ApiUrl"] = slack.ApiUrl.ToString(),
            });
            Console.WriteLine($"{PerSecond} signed commands a second for {Seconds} s from {People} people, while an account of {Users:N0} users is read again and again.");

            // The first requests of a process are its slowest; a ChatGuard that has just started gets a few, and its first reading, before it is measured.
            await Task.WhenAll(people.Select(person => person.CommandAsync(Channel, "/aws", "help")));
            await RefreshAsync(slack, people[0], 1, CancellationToken.None);
            using var enough = new CancellationTokenSource();
            var refreshing = RefreshAsync(slack, people[0], int.MaxValue, enough.Token);
            var (acks, behind) = await FireAsync(people);
            await enough.CancelAsync();
            Print(acks, behind, await refreshing);
        }
        finally
        {
            sandbox.Kill();
            sandbox.Dispose();
            if (served is not null)
            {
                served.Kill();
                await served.WaitForExitAsync();
                served.Dispose();
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(Ack[] Acks, TimeSpan Behind)> FireAsync(SlackClient[] people)
    {
        var began = Stopwatch.GetTimestamp();
        var behind = TimeSpan.Zero;
        var sent = new Task<Ack>[PerSecond * Seconds];
        for (var n = 0; n < sent.Length; n++)
        {
            var ahead = TimeSpan.FromSeconds((double)n / PerSecond) - Stopwatch.GetElapsedTime(began);
            if (ahead > TimeSpan.Zero)
            {
                await Task.Delay(ahead, TimeProvider.System);
            }

            behind = -ahead > behind ? -ahead : behind;
            sent[n] = people[n % people.Length].CommandAsync(Channel, "/aws", "help");
        }

        return (await Task.WhenAll(sent), behind);
    }

    /// <summary>Asks for a fresh posture, waits for its answer, and asks again.</summary>
    /// <returns>How many answers came.</returns>
    private static async Task<int> RefreshAsync(SlackServer slack, SlackClient person, int times, CancellationToken cancellationToken)
    {
        var before = Postures(slack);
        var answers = 0;
        while (!cancellationToken.IsCancellationRequested && answers < times)
        {
            await person.CommandAsync(Channel, "/aws", "posture --fresh");
            while (!cancellationToken.IsCancellationRequested && Postures(slack) <= before + answers)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
            }

            answers = Postures(slack) - before;
        }

        return answers;
    }

    private static int Postures(SlackServer slack)
    {
        lock (slack.Workspace.Gate)
        {
            return slack.Workspace.Channels[Channel].Messages.Count(message => message.Text.Contains("of 100", StringComparison.Ordinal));
        }
    }

    private static void Print(Ack[] acks, TimeSpan behind, int refreshed)
    {
        var took = acks.Where(ack => ack.Ok).Select(ack => ack.Took.TotalMilliseconds).Order().ToArray();
        double At(double share) => took[Math.Min(took.Length - 1, (int)Math.Ceiling(share * took.Length) - 1)];
        Console.WriteLine($"""
              commands      {acks.Length,8:N0}
              errors        {acks.Count(ack => !ack.Ok),8:N0}{string.Concat(acks.Where(ack => !ack.Ok).GroupBy(ack => ack.Failure).Select(group => $"  {group.Count()} {group.Key}"))}
              acknowledged  p50 {At(0.5):F1} ms, p99 {At(0.99):F1} ms, at most {took[^1]:F1} ms
              refreshes     {refreshed,8:N0}
              The sender was at most {behind.TotalMilliseconds:F0} ms behind its schedule.
            """);
    }

    private static SlackClient[] Furnish(SlackServer slack)
    {
        slack.Limits.AreEnforced = false;
        var channel = slack.Workspace.Add(new SlackChannel(Channel, "security"));
        channel.Members.Add(SlackWorkspace.Bot);
        slack.Workspace.Add(new SlackUser(SlackWorkspace.Bot, "ChatGuard") { IsBot = true });
        return [.. Enumerable.Range(1, People).Select(n =>
        {
            var user = slack.Workspace.Add(new SlackUser($"U0PERSON{n:D2}", $"Person {n:D2}"));
            channel.Members.Add(user.Id);
            return new SlackClient(slack, user.Id);
        })];
    }
}
