namespace ChatGuard.Schedules;

/// <summary>What ChatGuard does by itself, and when. Members of the section <c>ChatGuard</c>.</summary>
internal sealed class ScheduleOptions
{
    public const string Section = "ChatGuard";

    /// <summary>The digests; where none is configured, one named <c>daily</c> to the first web channel.</summary>
    public List<DigestOptions> Digests { get; set; } = [];

    /// <summary>The IANA time zone of digests that name none.</summary>
    public string TimeZone { get; set; } = "Etc/UTC";

    /// <summary>How often every account is read without being asked about; from 10 minutes to 7 days.</summary>
    public TimeSpan RefreshEvery { get; set; } = TimeSpan.FromHours(6);
}

/// <summary>A digest, <c>ChatGuard:Digests:N</c>.</summary>
internal sealed class DigestOptions
{
    /// <summary>Names the digest for good: what was announced under one name is not announced again under it.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where to, such as <c>web:security</c>.</summary>
    public string Channel { get; set; } = "";

    /// <summary>When, as a Quartz cron expression in the digest's time zone; at most one digest a local day comes of it.</summary>
    public string Cron { get; set; } = "0 30 7 ? * MON-FRI";

    /// <summary>An IANA time zone such as <c>Europe/Berlin</c>; empty for <c>ChatGuard:TimeZone</c>.</summary>
    public string TimeZone { get; set; } = "";

    /// <summary>Accounts by id or name; empty for all.</summary>
    public List<string> Accounts { get; set; } = [];

    /// <summary>Say nothing on a day that changed nothing.</summary>
    public bool OnlyWhenChanged { get; set; }
}
