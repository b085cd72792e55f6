using System.Text.Json.Nodes;

namespace ChatGuard.Core.Proposals;

/// <summary>What a remediation is about.</summary>
/// <param name="Account">The account's twelve digits.</param>
/// <param name="Region">The region of a regional resource; null for global ones.</param>
/// <param name="Resource">The resource as the check's finding names it: an ARN or an id.</param>
public sealed record Target(string Account, string? Region, string Resource);

/// <summary>One AWS call, whole: what is shown, hashed and approved is the very data that is sent.</summary>
/// <param name="Service">The endpoint prefix: <c>iam</c>, <c>cloudtrail</c>, <c>guardduty</c>, <c>s3</c>.</param>
/// <param name="Operation">AWS's name, such as <c>UpdateAccessKey</c>.</param>
/// <param name="Region">Where it is sent; null for global services.</param>
/// <param name="Input">The parameters in AWS's own shape, as <c>aws … --cli-input-json</c> takes them. Never a secret.</param>
/// <param name="Session">Whose credentials: null for the account's remediation role; an ARN of an <c>arn:aws:iam::aws:policy/root-task/…</c> policy for an AssumeRoot session in the member account.</param>
public sealed record AwsCall(string Service, string Operation, string? Region, JsonObject Input, string? Session = null);

/// <summary>A field of the live state that a step changes. Null is "not there".</summary>
public sealed record FieldChange(string Field, string? Before, string? After);

/// <summary>An IAM action a call needs, on exactly these resources (ARNs, or <c>*</c> where the action knows none).</summary>
public sealed record Permission(string Action, IReadOnlyList<string> Resources);

/// <summary>One call of a plan, with what it changes and what takes it back.</summary>
/// <param name="Title">An imperative sentence: <c>Deactivate access key AKIA…</c>.</param>
/// <param name="Call">What is sent.</param>
/// <param name="Changes">What will then read differently; at least one, and how a crash finds out whether the call took effect.</param>
/// <param name="Needs">The IAM actions the call needs: the session policy is made of them.</param>
/// <param name="Undo">The step that takes it back, whose changes are these reversed; null where nothing does or nothing has to.</param>
public sealed record PlannedStep(string Title, AwsCall Call, IReadOnlyList<FieldChange> Changes, IReadOnlyList<Permission> Needs, PlannedStep? Undo = null)
{
    /// <summary>Error codes of the call that mean it is done already, such as <c>NoSuchEntity</c> of a deletion.</summary>
    public IReadOnlyList<string> AlreadyDoneErrors { get; init; } = [];

    /// <summary>Error codes that go away while AWS catches up with an earlier step: retried for half a minute.</summary>
    public IReadOnlyList<string> NotYetErrors { get; init; } = [];
}

/// <summary>How dangerous a remediation is: approval rules are written by it.</summary>
public enum Risk
{
    Low,
    High,
    Critical,
}

/// <summary>Whether a remediation can be taken back.</summary>
public enum Reversibility
{
    Reversible,

    /// <summary>Partly; the plan says what stays.</summary>
    Partly,

    Irreversible,
}

/// <summary>
/// What will be done, complete: nothing is executed that is not in here. It is kept as its JSON (<see cref="PlanJson"/>), and people approve that text's hash.
/// </summary>
/// <param name="Remediation">The catalogue's name, such as <c>deactivate-access-key</c>.</param>
/// <param name="Target">What it is about.</param>
/// <param name="Title">One line: <c>Deactivate access key AKIA…WXYZ of bob</c>.</param>
/// <param name="Risk">Which approval rules hold.</param>
/// <param name="Reversibility">Whether it can be taken back.</param>
/// <param name="Approvals">How many people the catalogue asks for at least; configuration may ask for more.</param>
/// <param name="Before">The live state it was made from, whole.</param>
/// <param name="Steps">The calls, in order.</param>
public sealed record Plan(
    string Remediation, Target Target, string Title, Risk Risk, Reversibility Reversibility, int Approvals, LiveState Before, IReadOnlyList<PlannedStep> Steps)
{
    /// <summary>What may break: last used when, where, by what. One sentence each.</summary>
    public IReadOnlyList<string> Impact { get; init; } = [];

    /// <summary>What the approver should know besides: costs, what stays after an undo, what to do next.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>ARNs of the IAM users whose credentials are touched: the people behind them never approve.</summary>
    public IReadOnlyList<string> Subjects { get; init; } = [];

    /// <summary>How long it can be undone, in hours after it was verified; 0 for never.</summary>
    public int UndoHours { get; init; } = 24;

    /// <summary>The proposal that this plan takes back; null for a first plan.</summary>
    public string? Undoes { get; init; }

    /// <summary>What the live state is once every step took effect.</summary>
    public LiveState After => Before.With(Steps.SelectMany(step => step.Changes));
}
