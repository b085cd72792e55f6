using System.Text.Json;
using System.Text.Json.Serialization;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Store;

/// <summary>Everything of a proposal but its plan, as JSON.</summary>
internal sealed record ProposalBody(
    ProposalState State, Actor? Requester, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset ChangedAt, string Nonce, IReadOnlyList<Approval> Approvals,
    IReadOnlyList<StepProgress> Steps, Approval? BrokenGlass, Approval? Review, Approval? Rejection, string? Outcome, string? UndoneBy, SecondLook? SecondLook)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() } };

    public static string Write(Proposal proposal) => StoredValues.Storable(JsonSerializer.Serialize(
        new ProposalBody(
            proposal.State, proposal.Requester, proposal.CreatedAt, proposal.ExpiresAt, proposal.ChangedAt, proposal.Nonce, proposal.Approvals,
            proposal.Steps, proposal.BrokenGlass, proposal.Review, proposal.Rejection, proposal.Outcome, proposal.UndoneBy, proposal.SecondLook),
        Options));

    public static Proposal Read(string json, string id, Plan plan, string planHash)
    {
        var body = JsonSerializer.Deserialize<ProposalBody>(json, Options) ?? throw new JsonException("null is not a proposal");
        return new Proposal(id, plan, planHash, body.State, body.Requester, body.CreatedAt, body.ExpiresAt, body.Nonce)
        {
            ChangedAt = body.ChangedAt,
            Approvals = body.Approvals,
            Steps = body.Steps,
            BrokenGlass = body.BrokenGlass,
            Review = body.Review,
            Rejection = body.Rejection,
            Outcome = body.Outcome,
            UndoneBy = body.UndoneBy,
            SecondLook = body.SecondLook,
        };
    }
}
