using System.Text.Json;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Endpoint = Amazon.Runtime.Endpoints.Endpoint;

namespace ChatGuard.Aws.Wire;

/// <summary>
/// A client of one AWS service in one region, on AWSSDK.Core: its signer, credential refresh, clock-skew correction and standard retries.
/// Replacing a service by its own AWSSDK package means rewriting the one class that uses this.
/// </summary>
internal sealed class AwsClient : AmazonServiceClient
{
    private readonly AwsService service;

    /// <param name="retries">Whether what failed is sent again; not for writes, of which nobody knows whether they took effect.</param>
    public AwsClient(AwsService service, string region, AWSCredentials credentials, AwsTraffic traffic, Uri? endpoint, bool retries = true)
        : base(credentials, new AwsClientConfig(service, region, traffic, endpoint, retries)) => this.service = service;

    /// <summary>Calls a query or ec2 operation; returns the root element of its answer.</summary>
    public async Task<XElement> QueryAsync(string operation, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellationToken) =>
        (await SendAsync(new AwsRequest(operation) { Parameters = parameters }, cancellationToken)).Xml(operation);

    /// <summary>Calls a json operation.</summary>
    public async Task<JsonElement> JsonAsync(string operation, object? body, CancellationToken cancellationToken) =>
        (await SendAsync(new AwsRequest(operation) { Body = body }, cancellationToken)).Json();

    /// <summary>Calls a rest-json operation.</summary>
    public async Task<JsonElement> RestAsync(AwsRequest request, CancellationToken cancellationToken) =>
        (await SendAsync(request, cancellationToken)).Json();

    /// <summary>Calls an operation of any protocol for its effect; returns AWS's request id.</summary>
    public async Task<string?> WriteAsync(AwsRequest request, CancellationToken cancellationToken) => (await SendAsync(request, cancellationToken)).ResponseMetadata?.RequestId;

    protected override IServiceMetadata ServiceMetadata => new Metadata(((AwsClientConfig)Config).Service.ServiceId);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new ConfiguredEndpoint());
        pipeline.AddHandlerAfter<ConfiguredEndpoint>(new SigV4());
    }

    private Task<AwsResponse> SendAsync(AwsRequest request, CancellationToken cancellationToken) => InvokeAsync<AwsResponse>(
        request,
        new InvokeOptions { RequestMarshaller = new AwsRequestMarshaller(service), ResponseUnmarshaller = AwsResponseUnmarshaller.Instance },
        cancellationToken);

    private sealed class Metadata(string serviceId) : IServiceMetadata
    {
        public string ServiceId { get; } = serviceId;

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
    }

    private sealed class ConfiguredEndpoint : BaseEndpointResolver
    {
        protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
        {
            var config = (AwsClientConfig)requestContext.ClientConfig;
            return new EndpointParameters { ["Endpoint"] = config.ServiceURL ?? config.PublicUrl };
        }
    }

    private sealed class SigV4 : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => [new Scheme()];

        private sealed class Scheme : IAuthSchemeOption
        {
            public string SchemeId { get; set; } = "aws.auth#sigv4";

            public string ShortName => "sigv4";
        }
    }
}

/// <summary>A client's configuration: standard retries, the endpoint override where there is one, and ChatGuard's own HTTP traffic.</summary>
internal sealed class AwsClientConfig : ClientConfig
{
    public AwsClientConfig(AwsService service, string region, AwsTraffic traffic, Uri? endpoint, bool retries)
        : base(new StandardDefaults())
    {
        var (url, signingRegion) = service.Endpoint(region);
        Service = service;
        PublicUrl = url;
        ServiceId = service.ServiceId;
        AuthenticationServiceName = service.SigningName;
        AuthenticationRegion = signingRegion;
        EndpointProvider = new Given();
        traffic.Configure(this, endpoint, retries);
        AuthenticationRegion = signingRegion;
    }

    public AwsService Service { get; }

    public string PublicUrl { get; }

    public override string ServiceVersion => Service.Version;

    public override string UserAgent { get; } = Amazon.Util.Internal.InternalSDKUtils.BuildUserAgentString("ChatGuard", "1.0");

    public override string RegionEndpointServiceName => Service.EndpointPrefix;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => new(ServiceURL ?? PublicUrl);

    private sealed class Given : IEndpointProvider
    {
        public Endpoint ResolveEndpoint(EndpointParameters parameters) => new((string)parameters["Endpoint"]);
    }

    private sealed class StandardDefaults : IDefaultConfigurationProvider
    {
        public IDefaultConfiguration GetDefaultConfiguration(Amazon.RegionEndpoint clientRegion, DefaultConfigurationMode? requestedConfigurationMode = null) =>
            new DefaultConfiguration { Name = DefaultConfigurationMode.Standard, RetryMode = RequestRetryMode.Standard, ConnectTimeout = TimeSpan.FromSeconds(5) };
    }
}
