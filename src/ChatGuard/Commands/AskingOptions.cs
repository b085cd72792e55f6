using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace ChatGuard.Commands;

/// <summary>Who may ask what in Slack and Teams. Section <c>ChatGuard:Asking</c>.</summary>
internal sealed partial class AskingOptions
{
    public const string Section = "ChatGuard:Asking";

    /// <summary>
    /// A command that a rule names is answered to whom one of its rules names; a command without a rule to everybody, unless it shows access key ids or
    /// proposes changes: then to nobody. Buttons that propose obey the rules of <c>fix</c>. The console is not asked by rules, the web chat only by those that
    /// name one of its people or channels.
    /// </summary>
    public List<AskingRule> Rules { get; set; } = [];

    /// <summary>Checks the rules when ChatGuard starts.</summary>
    internal sealed partial class Validator(IServiceProvider services) : IValidateOptions<AskingOptions>
    {
        public ValidateOptionsResult Validate(string? name, AskingOptions options)
        {
            var problems = options.Rules.Count == 0 ? [] : options.Rules.SelectMany((rule, n) => Problems(rule, $"{Section}:Rules:{n}")).ToList();
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }

        private IEnumerable<string> Problems(AskingRule rule, string key)
        {
            if (rule.Askers.Count == 0)
            {
                yield return $"{key}:Askers is empty; name people, groups or channels such as slack:T0123/U0123, or * for everybody";
            }

            var known = services.GetServices<Command>().Select(command => command.Name).Append(AskingRule.All).ToList();
            foreach (var unknown in rule.Commands.Except(known))
            {
                yield return $"{key}:Commands names '{unknown}', which is no command; see the command help";
            }

            foreach (var asker in rule.Askers.Where(asker => !Asker().IsMatch(asker)))
            {
                yield return $"{key}:Askers: '{asker}' is written as slack:WORKSPACE/USER, slack:WORKSPACE/usergroup:GROUP, slack:CHANNEL, teams:TENANT/USER, teams:CHANNEL, web:PERSON, or * for everybody";
            }
        }

        [GeneratedRegex(@"\A(\*|(slack|teams|web):\S(.*\S)?)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
        private static partial Regex Asker();
    }
}

/// <summary>Who may ask some commands.</summary>
internal sealed class AskingRule
{
    /// <summary>Every command, or everybody.</summary>
    public const string All = "*";

    /// <summary>Names such as <c>rotate-report</c>; <c>*</c> or none for all.</summary>
    public List<string> Commands { get; set; } = [];

    /// <summary>People (<c>slack:T1/U1</c>), groups (<c>slack:T1/usergroup:S1</c>), channels (<c>slack:C1</c>), or <c>*</c>.</summary>
    public List<string> Askers { get; set; } = [];

    public bool IsAbout(string command) => Commands.Count == 0 || Commands.Contains(All) || Commands.Contains(command);

    public bool Names(Question question) => question.Actor is { } actor
        && (Askers.Contains(All) || Askers.Contains(actor.Id) || actor.Groups.Any(Askers.Contains) || Askers.Contains($"{question.Surface}:{question.Channel}"));
}
