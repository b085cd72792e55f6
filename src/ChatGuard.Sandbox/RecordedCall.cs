namespace ChatGuard.Sandbox;

/// <summary>One verified request, for tests and benchmarks to count.</summary>
/// <param name="AccountId">The account of the caller's credentials.</param>
/// <param name="Service">The service, such as <c>iam</c> or <c>s3control</c>.</param>
/// <param name="Operation">AWS's operation name; empty where the request matched none.</param>
/// <param name="Region">The region of the signature.</param>
/// <param name="CallerArn">Who asked.</param>
public sealed record RecordedCall(string AccountId, string Service, string Operation, string Region, string CallerArn);
