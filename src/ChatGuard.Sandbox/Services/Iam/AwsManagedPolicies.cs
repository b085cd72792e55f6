namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>The AWS managed policies that the sandbox knows, with shortened documents that keep what the checks look at.</summary>
internal static class AwsManagedPolicies
{
    private static readonly DateTimeOffset Epoch = new(2015, 2, 6, 18, 39, 46, TimeSpan.Zero);

    public static IReadOnlyDictionary<string, ManagedPolicy> All { get; } = new ManagedPolicy[]
    {
        Policy("AdministratorAccess", Allow("*")),
        Policy("PowerUserAccess", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":["iam:*","organizations:*","account:*"],"Resource":"*"},{"Effect":"Allow","Action":["iam:CreateServiceLinkedRole","iam:DeleteServiceLinkedRole","iam:ListRoles","organizations:DescribeOrganization"],"Resource":"*"}]}"""),
        Policy("IAMFullAccess", Allow("iam:*")),
        Policy("ReadOnlyAccess", Allow("*:Get*", "*:List*", "*:Describe*")),
        Policy("SecurityAudit", Allow("iam:Generate*", "iam:Get*", "iam:List*", "cloudtrail:Describe*", "cloudtrail:Get*", "cloudtrail:List*", "cloudtrail:LookupEvents", "ec2:Describe*", "guardduty:Get*", "guardduty:List*", "s3:GetBucket*", "s3:ListAllMyBuckets")),
        Policy("job-function/ViewOnlyAccess", Allow("ec2:Describe*", "iam:List*", "s3:ListAllMyBuckets")),
        Policy("job-function/Billing", Allow("aws-portal:*Billing", "budgets:*", "ce:*", "cur:*")),
        Policy("AWSCloudShellFullAccess", Allow("cloudshell:*")),
        Policy("AWSSupportAccess", Allow("support:*")),
        Policy("AmazonS3FullAccess", Allow("s3:*", "s3-object-lambda:*")),
        Policy("AmazonS3ReadOnlyAccess", Allow("s3:Get*", "s3:List*", "s3:Describe*")),
        Policy("AmazonEC2ReadOnlyAccess", Allow("ec2:Describe*", "ec2:GetSecurityGroupsForVpc")),
        Policy("CloudWatchAgentServerPolicy", Allow("cloudwatch:PutMetricData", "logs:CreateLogStream", "logs:PutLogEvents")),
        Policy("AmazonSSMManagedInstanceCore", Allow("ssm:UpdateInstanceInformation", "ssmmessages:*", "ec2messages:*")),
        Policy("service-role/AWSLambdaBasicExecutionRole", Allow("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")),
        Policy("AWSCompromisedKeyQuarantineV2", Deny("iam:AttachUserPolicy", "iam:CreateAccessKey", "iam:CreateUser", "iam:UpdateAccessKey", "ec2:RunInstances", "lambda:CreateFunction")),
        Policy("AWSCompromisedKeyQuarantineV3", Deny("iam:AttachUserPolicy", "iam:CreateAccessKey", "iam:CreateUser", "iam:UpdateAccessKey", "ec2:RunInstances", "lambda:CreateFunction")),
        Policy("root-task/IAMAuditRootUserCredentials", Allow("iam:ListAccessKeys", "iam:ListSigningCertificates", "iam:GetLoginProfile", "iam:ListMFADevices", "iam:GetAccountSummary", "iam:GetUser", "iam:GetAccessKeyLastUsed")),
        Policy("root-task/IAMDeleteRootUserCredentials", Allow("iam:DeleteAccessKey", "iam:DeleteSigningCertificate", "iam:DeleteLoginProfile", "iam:DeactivateMFADevice", "iam:DeleteVirtualMFADevice", "iam:ListAccessKeys", "iam:ListSigningCertificates", "iam:GetLoginProfile", "iam:ListMFADevices", "iam:GetUser", "iam:GetAccessKeyLastUsed")),
        Policy("root-task/IAMCreateRootUserPassword", Allow("iam:CreateLoginProfile", "iam:GetLoginProfile")),
        Policy("root-task/S3UnlockBucketPolicy", Allow("s3:DeleteBucketPolicy", "s3:PutBucketPolicy", "s3:GetBucketPolicy", "s3:ListAllMyBuckets")),
        Policy("root-task/SQSUnlockQueuePolicy", Allow("sqs:SetQueueAttributes", "sqs:GetQueueAttributes", "sqs:ListQueues", "sqs:GetQueueUrl")),
    }.ToDictionary(policy => policy.Arn, StringComparer.Ordinal);

    public static string Arn(string pathAndName) => "arn:aws:iam::aws:policy/" + pathAndName;

    public static string Allow(params string[] actions) => Statement("Allow", actions);

    private static string Deny(params string[] actions) => Statement("Deny", actions);

    private static string Statement(string effect, string[] actions) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"{{effect}}","Action":{{(actions is ["*"] ? "\"*\"" : $"[\"{string.Join("\",\"", actions)}\"]")}},"Resource":"*"}]}""";

    private static ManagedPolicy Policy(string pathAndName, string document)
    {
        var cut = pathAndName.LastIndexOf('/') + 1;
        return new ManagedPolicy(pathAndName[cut..], "/" + pathAndName[..cut], "ANPA" + Ids.Derive(0, pathAndName, 17), Arn(pathAndName), document, Epoch);
    }
}
