using ChatGuard.Core.Proposals;
using Microsoft.Extensions.Options;

namespace ChatGuard.Policies;

/// <summary>
/// Asks the chats what the approvers of the rules are called, before a card has to say it: at the start, when the rules change and every hour. What a chat does
/// not say is asked again in five minutes; meanwhile cards show the id.
/// </summary>
internal sealed class NameRefresh(Names names, IEnumerable<NameSource> sources, IOptionsMonitor<ApprovalOptions> options, TimeProvider clock, ILogger<NameRefresh> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);

    // Chats allow so many look-ups a minute, and whether somebody may click needs them more.
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var listening = options.OnChange(_ => changed.TrySetResult());
            var wait = await RefreshAsync(stoppingToken) ? Every : Again;
            await Task.WhenAny(changed.Task, Task.Delay(wait, clock, stoppingToken));
        }
    }

    /// <summary>Asks for each name once; false where one stayed unknown.</summary>
    private async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            var isComplete = true;
            foreach (var (id, source) in Asked())
            {
                isComplete &= await FindAsync(id, source, cancellationToken);
                await Task.Delay(Between, clock, cancellationToken);
            }

            return isComplete;
        }
        catch (OptionsValidationException)
        {
            // The rules were changed to something wrong: whoever clicks is told.
            return false;
        }
    }

    /// <summary>Those that a chat may know, groups first: there are fewer of them.</summary>
    private IEnumerable<(string Id, NameSource Source)> Asked()
    {
        var approvers = options.CurrentValue.Rules.SelectMany(rule => rule.Approvers).Distinct(StringComparer.Ordinal);
        return approvers.OrderBy(id => id.Contains("/usergroup:", StringComparison.Ordinal) ? 0 : 1)
            .SelectMany(id => sources.Where(source => id.StartsWith(source.Prefix, StringComparison.Ordinal)).Take(1).Select(source => (id, source))).ToList();
    }

    private async Task<bool> FindAsync(string id, NameSource source, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var name = await source.FindAsync(id, either.Token).WaitAsync(either.Token);
            names.Learn(id, name ?? "");
            return name is not null;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            log.NameUnknown(id, error.Message);
            return false;
        }
    }
}
