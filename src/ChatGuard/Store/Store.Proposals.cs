using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Store;

internal sealed partial class Store
{
    private const string ProposalColumns = "id, plan, plan_hash, body, version";

    /// <summary>Keeps a new proposal with its audit record. False where another one is open for the same resource: nothing is kept then.</summary>
    public Task<bool> AddProposalAsync(Proposal proposal, CancellationToken cancellationToken) => WriteAsync(
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

            var values = new
            {
                proposal.Id, plan, proposal.PlanHash, proposal.Plan.Target.Account, proposal.Plan.Target.Resource, state = proposal.State.ToString(),
                body = ProposalBody.Write(proposal), proposal.CreatedAt, proposal.ExpiresAt,
            };
            if (await session.ExecuteAsync(Sql, values) == 0)
            {
                return false;
            }

            var detail = new JsonObject { ["remediation"] = proposal.Plan.Remediation, ["planHash"] = proposal.PlanHash, ["resource"] = proposal.Plan.Target.Resource };
            await AuditAsync(session, new AuditEntry("proposed", proposal.Id, proposal.Requester?.Id, detail));
            return true;
        },
        cancellationToken);

    /// <summary>The proposal; null where there is none of that id.</summary>
    /// <exception cref="StoreException">Its plan is not the one that was hashed: somebody changed the database.</exception>
    public async Task<Proposal?> ProposalAsync(string id, CancellationToken cancellationToken) => (await ReadAsync(session => FindAsync(session, id), cancellationToken))?.Proposal;

    /// <summary>The proposals that wait for approval, oldest first.</summary>
    public async Task<IReadOnlyList<Proposal>> OpenProposalsAsync(CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(session => session.QueryAsync<ProposalRow>($"SELECT {ProposalColumns} FROM proposals WHERE is_over = 0 ORDER BY created_at, id"), cancellationToken);
        return [.. rows.Select(row => row.Read().Proposal)];
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
            return decision;
        },
        cancellationToken);

    /// <summary>Where a proposal is shown, so that the message can be edited.</summary>
    public Task ShownAsync(string proposal, MessageRef message, CancellationToken cancellationToken)
    {
        const string Sql = """
            INSERT INTO proposal_messages (proposal, surface, channel, message, shown) VALUES (@proposal, @Surface, @Channel, @messageId, 0) ON CONFLICT DO NOTHING
            """;
        return WriteAsync(session => session.ExecuteAsync(Sql, new { proposal, message.Surface, message.Channel, messageId = message.Id }), cancellationToken);
    }

    private static async Task SaveAsync(Session session, Proposal next, long version)
    {
        const string Sql = """
            UPDATE proposals SET state = @state, is_over = @isOver, body = @body, version = version + 1, changed_at = @ChangedAt WHERE id = @Id AND version = @version
            """;
        var values = new { next.Id, state = next.State.ToString(), isOver = next.IsOver ? 1 : 0, body = ProposalBody.Write(next), next.ChangedAt, version };
        if (await session.ExecuteAsync(Sql, values) != 1)
        {
            throw new InvalidOperationException($"Proposal {next.Id} changed within the lock");
        }
    }

    private static async Task<(Proposal Proposal, long Version)?> FindAsync(Session session, string id) =>
        (await session.FirstAsync<ProposalRow>($"SELECT {ProposalColumns} FROM proposals WHERE id = @id", new { id }))?.Read();

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

        public (Proposal Proposal, long Version) Read() => PlanJson.Hash(Plan) == PlanHash
            ? (ProposalBody.Read(Body, Id, PlanJson.Read(Plan), PlanHash), Version)
            : throw new StoreException($"The plan of proposal {Id} is not the one that was hashed and shown. Somebody changed the database; nothing is done with it.");
    }
}
