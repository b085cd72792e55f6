using ChatGuard.Sandbox.Access;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Services;
using ChatGuard.Sandbox.Signing;
using Microsoft.AspNetCore.Http;

namespace ChatGuard.Sandbox;

/// <summary>The way of a request: read, verify, record, disturb, run, write.</summary>
internal sealed class Dispatcher
{
    private readonly SandboxOrganization organization;
    private readonly SandboxOptions options;
    private readonly Authenticator authenticator;
    private int requests;

    public Dispatcher(SandboxOrganization organization, SandboxOptions options)
    {
        this.organization = organization;
        this.options = options;
        authenticator = new Authenticator(organization.Keyring, options.SignatureClock);
        foreach (var account in organization.Accounts)
        {
            _ = organization.Keyring.HostOf(account);
        }

        foreach (var spec in options.Faults)
        {
            Faults.Add(spec);
        }
    }

    public SandboxFaults Faults { get; } = new();

    public CallLog Calls { get; } = new();

    public async Task HandleAsync(HttpContext context)
    {
        var request = await RawRequest.ReadAsync(context, context.RequestAborted);
        var service = ServiceCatalog.Find(request);
        var requestId = Ids.Uuid(organization.Seed, Interlocked.Increment(ref requests));
        if (options.Latency > TimeSpan.Zero)
        {
            await Task.Delay(options.Latency, options.SignatureClock, context.RequestAborted);
        }

        IReadOnlyList<SandboxFault> faults = [];
        Answer answer;
        try
        {
            var credential = authenticator.Verify(request);
            request = AwsChunked.Decode(request);
            var call = CallOf(request, credential, service);
            var operation = service.Protocol.OperationOf(request);
            var parameters = service.Protocol.ParametersOf(request);
            var asked = Asked.By(call, service.Name, operation, parameters);
            var record = new RecordedCall(call.Account.Id, service.Name, operation, call.Region, call.Caller.Arn)
            {
                IamActions = [.. asked.Select(each => each.Action)],
                IsWrite = Asked.IsWrite(operation),
                SessionName = credential.RoleSessionName,
                SourceIdentity = credential.SourceIdentity,
            };
            Calls.Add(record);
            faults = Faults.Take(record);
            await Disturbance.DelayAsync(faults, options.SignatureClock, context.RequestAborted);
            try
            {
                Disturbance.ThrowIfRefused(faults, service.Protocol, call.Caller, record);
                Gatekeeper.Check(call, credential, service.Protocol, asked, parameters);
                answer = Run(call, request, requestId, service, faults);
                TrailRecorder.Write(call, credential, record, parameters, request, requestId, null);
            }
            catch (AwsError refused)
            {
                TrailRecorder.Write(call, credential, record, parameters, request, requestId, refused);
                throw;
            }
        }
        catch (AuthException refused)
        {
            answer = service.Protocol.Error(service.Protocol.Refuse(refused.Failure, refused.Message), requestId);
        }
        catch (AwsError error)
        {
            answer = service.Protocol.Error(error, requestId);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A fault of the sandbox itself: say which, or its user would look for it in the client.
            answer = service.Protocol.Error(new AwsError("InternalFailure", $"The sandbox failed: {fault}", 500), requestId);
        }

        await Disturbance.WriteAsync(context, answer, faults);
    }

    private Call CallOf(RawRequest request, Credential credential, AwsService service)
    {
        var region = Authorization.Parse(request.Header("authorization"))!.Region;
        var regions = credential.Account.Regions;
        if (!service.IsGlobal && regions.Count > 0 && !regions.Contains(region))
        {
            // A region that is not enabled does not know the account's keys.
            throw new AuthException(AuthFailure.UnknownKey, "The security token included in the request is invalid.");
        }

        return new Call(organization, credential.Account, region, credential.Caller, options.Clock.GetUtcNow())
        {
            SignatureNow = options.SignatureClock.GetUtcNow(),
        };
    }

    private Answer Run(Call call, RawRequest request, string requestId, AwsService service, IReadOnlyList<SandboxFault> faults)
    {
        lock (call.Account.Gate)
        {
            if (service.Name != "iam" || !Faults.AnyStale("iam"))
            {
                return service.Protocol.Run(call, request, requestId);
            }

            return Staleness.Run(call, faults, service.Protocol.OperationOf(request), () => service.Protocol.Run(call, request, requestId));
        }
    }
}
