using ChatGuard.Core.Answers;

namespace ChatGuard;

/// <summary>Every log line ChatGuard writes. Ids: 1000 commands, 1100 AWS, 1200 web, 1300 schedules and delivery, 1400 remediations, 1500 Slack, 1600 Teams, 1700 what is remembered. No secret and no answer's content is ever logged.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Error, "Answering on {Surface} failed, reference {Reference}")]
    public static partial void AnswerFailed(this ILogger log, string reference, string surface, Exception error);

    [LoggerMessage(1001, LogLevel.Warning, "The database does not answer; answered from memory")]
    public static partial void AnsweredFromMemory(this ILogger log, Exception error);

    [LoggerMessage(1010, LogLevel.Error, "Working off delivery {Key} failed, attempt {Attempt}; {Next}")]
    public static partial void DeliveryFailed(this ILogger log, string key, int attempt, string next, Exception error);

    [LoggerMessage(1100, LogLevel.Information, "Read account {AccountId} in {Elapsed} with {Calls} AWS requests; {Unreadable} parts unreadable")]
    public static partial void AccountRead(this ILogger log, string accountId, TimeSpan elapsed, int calls, int unreadable);

    [LoggerMessage(1200, LogLevel.Information, "{Actor} signed in to the web chat")]
    public static partial void SignedIn(this ILogger log, string actor);

    [LoggerMessage(1201, LogLevel.Warning, "A sign-in to the web chat was refused: {Reason}")]
    public static partial void SignInRefused(this ILogger log, string reason);

    [LoggerMessage(1202, LogLevel.Error, "Nobody can sign in to the web chat: {Reason}. Check ChatGuard:Web:Login:Authority and that the issuer answers.")]
    public static partial void LoginUnavailable(this ILogger log, string reason);

    [LoggerMessage(1300, LogLevel.Information, "Digest {Digest} of {Day:yyyy-MM-dd} is made, {Lag} after it was due: {Outcome}")]
    public static partial void DigestCommitted(this ILogger log, string digest, DateOnly day, TimeSpan lag, string outcome);

    [LoggerMessage(1301, LogLevel.Error, "{Job} failed and is tried again in {Wait}")]
    public static partial void JobFailed(this ILogger log, string job, TimeSpan wait, Exception error);

    [LoggerMessage(1310, LogLevel.Warning, "The database does not answer while {Doing}: {Reason}")]
    public static partial void StoreUnavailable(this ILogger log, string doing, string reason);

    [LoggerMessage(1311, LogLevel.Error, "Channel {Channel} is gone, its messages are given up: {Reason}. Change ChatGuard:Digests or restore the channel.")]
    public static partial void ChannelGone(this ILogger log, ChannelRef channel, string reason);

    [LoggerMessage(1312, LogLevel.Warning, "Posting {Key} to {Channel} failed, attempt {Attempt}: {Reason}; {Next}")]
    public static partial void PostFailed(this ILogger log, string key, ChannelRef channel, int attempt, string reason, string next);

    [LoggerMessage(1302, LogLevel.Information, "Deleted {Rows} rows past their retention")]
    public static partial void Swept(this ILogger log, int rows);

    [LoggerMessage(1700, LogLevel.Warning, "What was read of account {AccountId} is not remembered, the database does not answer: {Reason}")]
    public static partial void ReadingNotRemembered(this ILogger log, string accountId, string reason);

    [LoggerMessage(1400, LogLevel.Warning, "Another replica took over proposal {Proposal}; this one stopped")]
    public static partial void ClaimLost(this ILogger log, string proposal);

    [LoggerMessage(1401, LogLevel.Error, "Executing proposal {Proposal} stopped")]
    public static partial void RemediationStopped(this ILogger log, string proposal, Exception error);

    [LoggerMessage(1410, LogLevel.Warning, "Whether proposal {Proposal} still holds could not be read; tried again in {Wait}: {Reason}")]
    public static partial void SecondLookFailed(this ILogger log, string proposal, TimeSpan wait, string reason);

    [LoggerMessage(1411, LogLevel.Error, "Going on with proposal {Proposal} failed; it is taken up again when its lease ends")]
    public static partial void ProposalInterrupted(this ILogger log, string proposal, Exception error);

    [LoggerMessage(1412, LogLevel.Warning, "Showing proposal {Proposal} in {Channel} failed, attempt {Attempt}: {Reason}; {Next}")]
    public static partial void ShowFailed(this ILogger log, string proposal, ChannelRef channel, int attempt, string reason, string next);

    [LoggerMessage(1413, LogLevel.Information, "The audit's head is {Head}; {Occasion}")]
    public static partial void AuditHead(this ILogger log, string head, string occasion);

    [LoggerMessage(1414, LogLevel.Debug, "What the approver {Approver} is called is not known yet: {Reason}; cards show the id")]
    public static partial void NameUnknown(this ILogger log, string approver, string reason);

    [LoggerMessage(1500, LogLevel.Warning, "Slack drops events to ChatGuard: the workspace sends more than 30,000 an hour (app_rate_limited)")]
    public static partial void SlackEventsDropped(this ILogger log);

    [LoggerMessage(1501, LogLevel.Error, "A delivery from Slack could not be kept, so it is not acknowledged: {Reason}")]
    public static partial void SlackNotKept(this ILogger log, string reason);

    [LoggerMessage(1502, LogLevel.Warning, "Slack's {Method} failed, attempt {Attempt}: {Error}; it is repeated")]
    public static partial void SlackRepeated(this ILogger log, string method, string error, int attempt);

    [LoggerMessage(1503, LogLevel.Warning, "A delivery asked to be answered at {Host}, which is not Slack's; it is not")]
    public static partial void SlackForeignAddress(this ILogger log, string host);

    [LoggerMessage(1504, LogLevel.Information, "Message {Message} in Slack channel {Channel} was deleted there and is not edited any more")]
    public static partial void SlackMessageGone(this ILogger log, string channel, string message);

    [LoggerMessage(1505, LogLevel.Warning, "Posting {Key} to Slack channel {Channel} may come twice: an earlier attempt was not answered and the channel cannot be searched for it: {Reason}")]
    public static partial void SlackMaybeTwice(this ILogger log, string key, string channel, string reason);

    [LoggerMessage(1506, LogLevel.Information, "Slack did not take an answer by {Way} ({Error}); it is given another way")]
    public static partial void SlackElsewhere(this ILogger log, string way, string error);

    [LoggerMessage(1507, LogLevel.Information, "This Slack workspace does not know chart blocks; charts are shown as text until ChatGuard is restarted")]
    public static partial void SlackWithoutCharts(this ILogger log);

    [LoggerMessage(1508, LogLevel.Error, "The Slack app was uninstalled or its tokens revoked ({Event}); reinstall it and set ChatGuard:Slack:BotToken")]
    public static partial void SlackUninstalled(this ILogger log, string @event);

    [LoggerMessage(1509, LogLevel.Warning, "Slack did not open a dialog: {Error}; the person is told to press again")]
    public static partial void SlackDialogNotOpened(this ILogger log, string error);

    [LoggerMessage(1510, LogLevel.Information, "Connected to Slack by Socket Mode; connections of the app in all: {Connections}. Others than this ChatGuard's replicas take a part of the clicks.")]
    public static partial void SlackSocketOpen(this ILogger log, string connections);

    [LoggerMessage(1511, LogLevel.Warning, "The connection to Slack was lost: {Reason}; it is made again")]
    public static partial void SlackSocketLost(this ILogger log, string reason);

    [LoggerMessage(1512, LogLevel.Error, "Socket Mode is turned off in the Slack app's settings; turn it on, or set ChatGuard:Slack:Mode to http. Tried again in ten minutes.")]
    public static partial void SlackSocketDisabled(this ILogger log);

    [LoggerMessage(1600, LogLevel.Warning, "A request to Teams' endpoint was refused: {Reason}")]
    public static partial void TeamsTokenRefused(this ILogger log, string reason);

    [LoggerMessage(1601, LogLevel.Error, "The keys that Teams signs with cannot be read at {Address}: {Reason}. Until they are, nothing from Teams is taken; check that this host may call it.")]
    public static partial void TeamsKeysUnavailable(this ILogger log, Uri address, string reason);

    [LoggerMessage(1602, LogLevel.Error, "A press of a button in Teams could not be answered")]
    public static partial void TeamsClickFailed(this ILogger log, Exception error);

    [LoggerMessage(1603, LogLevel.Warning, "A delivery from Teams could not be taken, and Teams is told to send it again: {Reason}")]
    public static partial void TeamsNotTaken(this ILogger log, string reason);

    [LoggerMessage(1604, LogLevel.Warning, "Teams' endpoint takes messages without a token, from test clients on this computer (ChatGuard:Teams:DevAnonymous)")]
    public static partial void TeamsAnonymous(this ILogger log);

    [LoggerMessage(1460, LogLevel.Error, "This computer's clock is {Seconds:0.0} seconds ahead of the database's (behind where negative): approved plans are left to other replicas until they agree. Set both by NTP.")]
    public static partial void ClocksDisagree(this ILogger log, double seconds);

    [LoggerMessage(1461, LogLevel.Error, "Proposal {Proposal} cannot be read and is left as it is: {Reason}")]
    public static partial void ProposalUnreadable(this ILogger log, string proposal, string reason);
}
