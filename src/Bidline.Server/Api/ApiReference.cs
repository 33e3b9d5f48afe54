using Bidline.Campaigns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Bidline.Server.Api;

/// <summary>The description of the API: OpenAPI 3.1 at /openapi/v1.json, and a page to read it at /docs.</summary>
internal static class ApiReference
{
    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.RelativePath is { } path
            && (path.StartsWith("v1", StringComparison.Ordinal)
                || path.StartsWith("healthz", StringComparison.Ordinal)
                || path == "metrics");
        options.AddDocumentTransformer(Describe);
        options.AddOperationTransformer(SayWhoMay);
        options.AddOperationTransformer(SayWhatIsTaken);
        options.AddSchemaTransformer(ShapeAmounts);
    });

    public static void Map(WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapScalarApiReference("/docs", options => options
            .WithTitle("Bidline API")
            .WithOpenApiRoutePattern("/openapi/{documentName}.json")
            .AddPreferredSecuritySchemes("key")
            .DisableDefaultFonts()
            .DisableTelemetry()).AllowAnonymous();
    }

    private static Task Describe(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Bidline",
            Version = "v1",
            Description = "Amounts are decimal text (\"34.00\"). Errors are problem+json (RFC 9457) with every mistake of "
                + "the request at once. Every answer has an X-Request-Id.",
        };
        // Where it is served is the reader's to know: the committed document is the same for every installation.
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["key"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A key of the API: bl_live_…",
            },
        };
        return Task.CompletedTask;
    }

    private static Task SayWhoMay(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var policy = context.Description.ActionDescriptor.EndpointMetadata
            .OfType<Microsoft.AspNetCore.Authorization.IAuthorizeData>()
            .Select(data => data.Policy)
            .FirstOrDefault(name => name?.StartsWith("api:", StringComparison.Ordinal) ?? false);
        if (policy is null) return Task.CompletedTask;
        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", context.Document)] = [] },
        ];
        operation.Description = $"{operation.Description} Role: {policy[4..].ToLowerInvariant()}.".TrimStart();
        return Task.CompletedTask;
    }

    private static Task SayWhatIsTaken(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var types = context.Description.ActionDescriptor.EndpointMetadata.OfType<BodyTypes>().FirstOrDefault();
        if (types is null || operation.RequestBody?.Content is not { } content) return Task.CompletedTask;
        var shape = content.Values.First();
        content.Clear();
        foreach (var type in types.Types) content[type] = shape;
        return Task.CompletedTask;
    }

    private static Task ShapeAmounts(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type != typeof(Amount)) return Task.CompletedTask;
        schema.Type = JsonSchemaType.String;
        schema.Pattern = "^[0-9]+(\\.[0-9]{1,6})?$";
        schema.Description = "Decimal text with at most six decimals: \"34.00\".";
        return Task.CompletedTask;
    }
}
