using System.CommandLine;
using ChatGuard.Sandbox;
using ChatGuard.Store;
using Microsoft.Extensions.Options;

namespace ChatGuard.CommandLine;

/// <summary>ChatGuard's command line: serve, ask, digest, doctor, audit, sandbox, teams-package.</summary>
internal static class Arguments
{
    /// <summary>The whole grammar; what the root does not know goes to the host's configuration, such as <c>--urls</c>.</summary>
    public static RootCommand Root()
    {
        var root = new RootCommand("ChatGuard answers for your AWS accounts in chat. Without a command it serves the web chat.") { TreatUnmatchedTokensAsErrors = false };
        root.SetAction((parsed, ct) => Guarded(() => Serve.RunAsync([.. parsed.UnmatchedTokens], ct)));
        root.Subcommands.Add(AskCommand());
        root.Subcommands.Add(DigestCommand());
        root.Subcommands.Add(DoctorCommand());
        root.Subcommands.Add(AuditCommand());
        root.Subcommands.Add(SandboxCommand());
        root.Subcommands.Add(TeamsPackageCommand());
        return root;
    }

    private static Command AskCommand()
    {
        var text = new Argument<string[]>("text") { Description = "A command as typed in chat, such as \"/aws posture\"; a leading /aws is optional", Arity = ArgumentArity.OneOrMore };
        var account = new Option<string?>("--account") { Description = "An account's id, name or a part of the name" };
        var json = new Option<bool>("--json") { Description = "One JSON object (chatguard.answer/v1)" };
        var csv = new Option<bool>("--csv") { Description = "A table as CSV" };
        var fresh = new Option<bool>("--fresh") { Description = "Read AWS now" };
        var command = new Command("ask", "Answers one question") { text, account, json, csv, fresh };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, ct) =>
        {
            var words = string.Join(' ', [.. parsed.GetValue(text)!, .. parsed.UnmatchedTokens]);
            var asked = words + (parsed.GetValue(account) is { } name ? $" --account \"{name}\"" : "") + (parsed.GetValue(fresh) ? " --fresh" : "");
            return Guarded(() => Ask.RunAsync(asked, parsed.GetValue(json), parsed.GetValue(csv), ct));
        });
        return command;
    }

    private static Command DigestCommand()
    {
        var now = new Option<bool>("--now") { Description = "Make and post every configured digest now; the scheduled ones still come" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the digests instead of posting them" };
        var command = new Command("digest", "Posts the configured digests") { now, dryRun };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(now))
            {
                result.AddError("Digests are posted by schedule; say digest --now to have them at once.");
            }
        });
        command.SetAction((parsed, ct) => Guarded(() => DigestNow.RunAsync(parsed.GetValue(dryRun), ct)));
        return command;
    }

    private static Command DoctorCommand()
    {
        var json = new Option<bool>("--json") { Description = "One JSON object (chatguard.doctor/v1)" };
        var command = new Command("doctor", "Examines settings, AWS permissions, database, schedules and channels, and says how to put right what is wrong") { json };
        command.SetAction((parsed, ct) => Guarded(() => DoctorRun.RunAsync(parsed.GetValue(json), ct)));
        return command;
    }

    private static Command AuditCommand()
    {
        var head = new Option<string?>("--head") { Description = "A head that an earlier verify printed, NUMBER:HASH: shows what was cut off since" };
        var json = new Option<bool>("--json") { Description = "One JSON object (chatguard.audit/v1)" };
        var verify = new Command("verify", "Checks that every audit record is as it was written") { head, json };
        verify.SetAction((parsed, ct) => Guarded(() => Audit.VerifyAsync(parsed.GetValue(head), parsed.GetValue(json), ct)));
        var export = new Command("export", "Writes every audit record as a line of JSON");
        export.SetAction((_, ct) => Guarded(() => Audit.ExportAsync(ct)));
        return new Command("audit", "What was decided and done, and whether its record is whole") { verify, export };
    }

    private static Command TeamsPackageCommand()
    {
        var output = new Option<string>("--output") { Description = "The file to write", DefaultValueFactory = _ => "chatguard-teams.zip" };
        var command = new Command("teams-package", "Writes the app package that adds ChatGuard to Microsoft Teams") { output };
        command.SetAction((parsed, ct) => Guarded(() => PackageForTeams.RunAsync(parsed.GetValue(output)!, ct)));
        return command;
    }

    private static Command SandboxCommand()
    {
        var port = new Option<int>("--port") { Description = "The loopback port; 0 for any free one" };
        var users = new Option<int>("--users") { Description = "IAM users of the first account, up to AWS's quota of 5000" };
        var accounts = new Option<int>("--accounts") { Description = "Accounts in all", DefaultValueFactory = _ => 4 };
        var seed = new Option<int>("--seed") { Description = "Drives every generated id and date", DefaultValueFactory = _ => 1 };
        var latency = new Option<int>("--latency-ms") { Description = "Waited before every answer" };
        var faults = new Option<string[]>("--fault") { Description = "A fault, such as iam:GetAccountSummary=deny or cloudtrail:LookupEvents@us-east-1=throttle:3; may be repeated" };
        Within(port, 0, 65535);
        Within(users, 0, 5000);
        Within(accounts, 4, 200);
        Within(latency, 0, 60_000);
        var command = new Command("sandbox", "Serves only the sandbox organisation and prints what a client needs") { port, users, accounts, seed, latency, faults };
        command.SetAction((parsed, ct) => Guarded(() => SandboxOnly.RunAsync(
            new SandboxOptions
            {
                Port = parsed.GetValue(port),
                Users = parsed.GetValue(users),
                Accounts = parsed.GetValue(accounts),
                Seed = parsed.GetValue(seed),
                Latency = TimeSpan.FromMilliseconds(parsed.GetValue(latency)),
                Faults = parsed.GetValue(faults) ?? [],
            },
            ct)));
        return command;
    }

    private static void Within(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && result.GetValue(option) is var value && (value < least || value > most))
        {
            result.AddError($"{option.Name} is a number from {least} to {most}, not {value}");
        }
    });

    /// <summary>Turns what the operator can mend into one line each and exit code 1.</summary>
    private static async Task<int> Guarded(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (OptionsValidationException error)
        {
            return await RefuseAsync(error.Failures);
        }
        catch (AggregateException error) when (error.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return await RefuseAsync(error.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures));
        }
        catch (Exception error) when (error is IOException or FormatException or InvalidOperationException or StoreException)
        {
            return await RefuseAsync([error.Message]);
        }
    }

    private static async Task<int> RefuseAsync(IEnumerable<string> problems)
    {
        await System.Console.Error.WriteLineAsync("ChatGuard cannot start:" + string.Concat(problems.Select(problem => $"{Environment.NewLine}  {problem}")));
        return 1;
    }
}
