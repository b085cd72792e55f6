namespace ChatGuard.Sandbox.Services;

/// <summary>What an account has in KMS: the keys of every region.</summary>
public sealed class KmsState
{
    public List<KmsKey> Keys { get; } = [];
}

/// <summary>A KMS key.</summary>
/// <param name="Id">The key id, a UUID.</param>
/// <param name="Arn">The key's ARN, which holds its region.</param>
/// <param name="CreationDate">When it was made.</param>
public sealed record KmsKey(string Id, string Arn, DateTimeOffset CreationDate)
{
    public string Region => Arn.Split(':')[3];

    /// <summary>The alias with its prefix, such as <c>alias/trail</c>.</summary>
    public string? Alias { get; init; }

    public string Description { get; init; } = "";

    /// <summary>CUSTOMER, or AWS for a key that a service made.</summary>
    public string KeyManager { get; init; } = "CUSTOMER";

    /// <summary>Enabled, Disabled or PendingDeletion.</summary>
    public string KeyState { get; init; } = "Enabled";

    public bool RotationEnabled { get; set; }

    /// <summary>Whether the key policy lets CloudTrail encrypt its logs with the key.</summary>
    public bool AllowsCloudTrail { get; init; }
}
