using ChatGuard.Aws;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
var sw = System.Diagnostics.Stopwatch.StartNew();
await using var accounts = await Accounts.OpenAsync(new AwsOptions(), new Thresholds(), TimeProvider.System, default);
Console.WriteLine($"open {sw.Elapsed}");
foreach (var s in await accounts.SnapshotsAsync(accounts.Find(args.FirstOrDefault()), true, null, default))
{
    Console.WriteLine($"{s.AccountName} {sw.Elapsed}  users {s.Credentials.Match((r, _) => r.Users.Count, _ => -1)}");
    foreach (var u in UnreadableSections.Of(s)) Console.WriteLine($"   {u.Section} {u.Summary} {u.Message}");
    foreach (var c in Check.All) { var r = c.Run(s, new PosturePolicy()); Console.WriteLine($"   {c.Id} {r.Status} {r.Findings.FirstOrDefault()?.Detail}"); }
}
Console.WriteLine($"calls {accounts.Calls} {sw.Elapsed}");
