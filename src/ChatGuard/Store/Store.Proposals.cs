using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Store;

internal sealed partial class Store
{
    private const string ProposalColumns = "id, plan, plan_hash, body, version";
    private const string PlanColumn = "plan";
    private const string BodyColumn = "body";

    /// <summary>When a verified proposal is looked at again.</summary>
    private static readonly TimeSpan SecondLookAfter = TimeSpan.FromHours(24);

    /// <summary>
    /// Keeps a new proposal with its audit record, and with what follows from it: the messages that show it, the offer it was made of, and that the proposal
    /// it takes back is being undone.
    /// </summary>
    /// <param name="proposal">As it begins.</param>
    /// <param name="cancellationToken">Gives up; nothing is kept then.</param>
    /// <param name="shownIn">Channels where it is to be shown.</param>
    /// <param name="opened">The offer it was made of; null for none.</param>
    /// <returns>False where another one is open for the same resource, or what it takes back cannot be undone any more: nothing is kept then.</returns>
    public Task<bool> AddProposalAsync(Proposal proposal, CancellationToken cancellationToken, IReadOnlyList<ChannelRef>? shownIn = null, OpenedOffer? opened = null) => WriteAsync(
        async session =>
        {
            const string Sql = """
                INSERT INTO proposals (id, plan, plan_hash, account, resource, state, is_over, body, version, created_at, changed_at, expires_at)
                VALUES (@Id, @plan, @PlanHash, @Account, @Resource, @state, 0, @body, 1, @CreatedAt, @CreatedAt, @ExpiresAt)
                ON CONFLICT DO NOTHING
                """;
            var plan = PlanJson.Write(proposal.Plan);
            if (PlanJson.Hash(plan) != proposal.PlanHash)
            {
                throw new ArgumentException("The plan has another hash than the proposal says", nameof(proposal));
            }

            await Dialect.LockAsync(session, StoreLock.Audit);
            if (proposal.Plan.Undoes is { } original && !await IsAcceptedAsync(session, original, new ProposalEvent.UndoProposed(proposal.Id, proposal.Requester!)))
            {
                return false;
            }

            var values = new
            {
                proposal.Id, plan = Sealing.Seal(plan, proposal.Id, PlanColumn), proposal.PlanHash, proposal.Plan.Target.Account, proposal.Plan.Target.Resource, state = proposal.State.ToString(),
                body = Sealing.Seal(ProposalBody.Write(proposal), proposal.Id, BodyColumn), proposal.CreatedAt, proposal.ExpiresAt,
            };
            if (await session.ExecuteAsync(Sql, values) == 0)
            {
                return false;
            }

            var detail = new JsonObject { ["remediation"] = proposal.Plan.Remediation, ["planHash"] = proposal.PlanHash, ["resource"] = proposal.Plan.Target.Resource };
            if (opened is not null)
            {
                (detail["offer"], detail["openedBy"]) = (opened.Offer, opened.By.Id);
                await session.ExecuteAsync("UPDATE offers SET proposal = @Id WHERE id = @Offer", new { proposal.Id, opened.Offer });
            }

            if (proposal.Plan.Undoes is { } undone)
            {
                detail["undoes"] = undone;
                await DecideAsync(session, undone, new ProposalEvent.UndoProposed(proposal.Id, proposal.Requester!), ApprovalPolicy.Nobody, "", null);
            }

            await ShowAsync(session, proposal.Id, $"proposal/{proposal.Id}", shownIn ?? []);
            await AuditAsync(session, new AuditEntry("proposed", proposal.Id, proposal.Requester?.Id, detail));
            return true;
        },
        cancellationToken);

    /// <summary>The proposal; null where there is none of that id.</summary>
    /// <exception cref="UnreadableProposalException">It cannot be decrypted, or its plan is not the one that was hashed: somebody changed the database.</exception>
    public async Task<Proposal?> ProposalAsync(string id, CancellationToken cancellationToken) => (await ReadAsync(session => FindAsync(session, id), cancellationToken))?.Proposal;

    /// <summary>The proposal with the number that rises with each of its changes; null where there is none of that id.</summary>
    /// <exception cref="UnreadableProposalException">It cannot be decrypted, or its plan is not the one that was hashed: somebody changed the database.</exception>
    public Task<(Proposal Proposal, long Version)?> ProposalVersionAsync(string id, CancellationToken cancellationToken) => ReadAsync(session => FindAsync(session, id), cancellationToken);

    /// <summary>The proposals that are not over, oldest first.</summary>
    public Task<IReadOnlyList<Proposal>> OpenProposalsAsync(CancellationToken cancellationToken) => ProposalsAsync("is_over = 0", new { }, cancellationToken);

    /// <summary>The one that is open for a resource; null where there is none.</summary>
    public async Task<Proposal?> OpenProposalAsync(Target target, CancellationToken cancellationToken) =>
        (await ProposalsAsync("is_over = 0 AND account = @Account AND resource = @Resource", new { target.Account, target.Resource }, cancellationToken)).FirstOrDefault();

    /// <summary>The proposals whose broken glass nobody looked at yet, oldest first.</summary>
    public Task<IReadOnlyList<Proposal>> OwedReviewsAsync(CancellationToken cancellationToken) => ProposalsAsync("review_owed = 1", new { }, cancellationToken);

    private async Task<IReadOnlyList<Proposal>> ProposalsAsync(string where, object values, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(session => session.QueryAsync<ProposalRow>($"SELECT {ProposalColumns} FROM proposals WHERE {where} ORDER BY created_at, id", values), cancellationToken);
        return [.. rows.Select(row => row.Read(Sealing).Proposal)];
    }

    /// <summary>
    /// Lets something happen to a proposal: <see cref="Workflow.Decide"/> says what comes of it, and that is kept in one transaction with an audit record,
    /// whether it was accepted or refused. Of several at once each sees what the ones before it did.
    /// </summary>
    /// <param name="id">The proposal.</param>
    /// <param name="happened">What happened.</param>
    /// <param name="policy">Who may decide, now.</param>
    /// <param name="nonce">The nonce of the next state, should there be one.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    /// <param name="owner">Who claimed it, for what only the owner of a claim may tell; null for everything else.</param>
    /// <returns>The decision; null where there is no such proposal.</returns>
    /// <exception cref="ClaimLostException">The claim lapsed: somebody else may be at it.</exception>
    public Task<Decision?> DecideAsync(string id, ProposalEvent happened, ApprovalPolicy policy, string nonce, CancellationToken cancellationToken, string? owner = null) => WriteAsync(
        async session =>
        {
            await Dialect.LockAsync(session, StoreLock.Audit);
            return await DecideAsync(session, id, happened, policy, nonce, owner);
        },
        cancellationToken);

    private async Task<Decision?> DecideAsync(Session session, string id, ProposalEvent happened, ApprovalPolicy policy, string nonce, string? owner)
    {
        if (await FindAsync(session, id) is not { } found)
        {
            return null;
        }

        if (owner is not null && await session.FirstAsync<string>("SELECT owner FROM proposals WHERE id = @id AND lease_until > @now", new { id, now = Clock.GetUtcNow() }) != owner)
        {
            throw new ClaimLostException(id);
        }

        var decision = Workflow.Decide(found.Proposal, happened, policy, Clock.GetUtcNow());
        if (decision is Decision.Accepted { Next: var next })
        {
            next = next.State == found.Proposal.State ? next : next with { Nonce = nonce };
            decision = new Decision.Accepted(next);
            await SaveAsync(session, next, found.Version);
        }

        await AuditAsync(session, Audited(id, happened, decision));
        if (decision is Decision.Accepted { Next: var accepted })
        {
            await FollowAsync(session, found.Proposal, accepted, happened, policy, nonce);
        }

        return decision;
    }

    /// <summary>What has to be so together with a proposal's new state: that its original is undone or can be again, and that a broken glass is told.</summary>
    private async Task FollowAsync(Session session, Proposal before, Proposal after, ProposalEvent happened, ApprovalPolicy policy, string nonce)
    {
        if (after is { IsOver: true, Plan.Undoes: { } original } && !before.IsOver)
        {
            await DecideAsync(session, original, new ProposalEvent.UndoEnded(after.Id, after.State == ProposalState.Done), ApprovalPolicy.Nobody, $"{nonce}u", null);
        }

        if (happened is ProposalEvent.BreakGlass)
        {
            var told = policy.Notify.Select(text => ChannelRef.TryParse(text, out var channel) ? channel : null).OfType<ChannelRef>().ToList();
            await ShowAsync(session, after.Id, $"proposal/{after.Id}/glass", told.Count > 0 ? told : await ChannelsAsync(session, after.Id));
        }
    }

    /// <summary>Whether an event would be accepted; nothing is changed or written down.</summary>
    private async Task<bool> IsAcceptedAsync(Session session, string id, ProposalEvent happened) =>
        await FindAsync(session, id) is { } found && Workflow.Decide(found.Proposal, happened, ApprovalPolicy.Nobody, Clock.GetUtcNow()) is Decision.Accepted;

    private async Task SaveAsync(Session session, Proposal next, long version)
    {
        const string Sql = """
            UPDATE proposals SET state = @state, is_over = @isOver, body = @body, version = version + 1, changed_at = @ChangedAt, check_again_at = @again, review_owed = @owed
            WHERE id = @Id AND version = @version
            """;
        var values = new
        {
            next.Id, state = next.State.ToString(), isOver = next.IsOver ? 1 : 0, body = Sealing.Seal(ProposalBody.Write(next), next.Id, BodyColumn), next.ChangedAt, version,
            again = next is { State: ProposalState.Done, SecondLook: null } ? next.ChangedAt + SecondLookAfter : (DateTimeOffset?)null,
            owed = next is { BrokenGlass: not null, Review: null } ? 1 : 0,
        };
        if (await session.ExecuteAsync(Sql, values) != 1)
        {
            throw new InvalidOperationException($"Proposal {next.Id} changed within the lock");
        }
    }

    private async Task<(Proposal Proposal, long Version)?> FindAsync(Session session, string id) =>
        (await session.FirstAsync<ProposalRow>($"SELECT {ProposalColumns} FROM proposals WHERE id = @id", new { id }))?.Read(Sealing);

    private static AuditEntry Audited(string id, ProposalEvent happened, Decision decision)
    {
        var detail = new JsonObject { ["event"] = happened.GetType().Name };
        switch (decision)
        {
            case Decision.Accepted accepted:
                detail["state"] = accepted.Next.State.ToString();
                detail["planHash"] = accepted.Next.PlanHash;
                break;
            case Decision.Refused refused:
                detail["refused"] = refused.Why.ToString();
                break;
        }

        if (happened is ProposalEvent.StepChanged step)
        {
            (detail["step"], detail["stepState"], detail["requestId"], detail["error"]) = (step.Step, step.Progress.State.ToString(), step.Progress.RequestId, step.Progress.Error);
        }

        var reason = happened switch
        {
            ProposalEvent.Approve approve => approve.Reason,
            ProposalEvent.Reject reject => reject.Reason,
            ProposalEvent.BreakGlass glass => glass.Reason,
            ProposalEvent.ReviewBrokenGlass review => review.Reason,
            ProposalEvent.Stopped stopped => stopped.Why,
            ProposalEvent.LookedAgain { Changed: not null } => "What it changed reads differently by now.",
            _ => null,
        };
        if (reason is not null)
        {
            detail["reason"] = reason.Length > Workflow.LongestReason ? reason[..Workflow.LongestReason] : reason;
        }

        return new AuditEntry(decision is Decision.Accepted ? "accepted" : "refused", id, (happened as ProposalEvent.Click)?.By.Id, detail);
    }

    private sealed class ProposalRow
    {
        public required string Id { get; init; }

        public required string Plan { get; init; }

        public required string PlanHash { get; init; }

        public required string Body { get; init; }

        public long Version { get; init; }

        public (Proposal Proposal, long Version) Read(Sealing sealing)
        {
            var plan = sealing.Open(Plan, Id, PlanColumn);
            return PlanJson.Hash(plan) == PlanHash
                ? (ProposalBody.Read(sealing.Open(Body, Id, BodyColumn), Id, PlanJson.Read(plan), PlanHash), Version)
                : throw new UnreadableProposalException($"The plan of proposal {Id} is not the one that was hashed and shown. Somebody changed the database; nothing is done with it.");
        }
    }
}
