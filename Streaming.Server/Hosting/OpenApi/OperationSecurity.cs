using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Streaming.Server.Access;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Tokens;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>
/// Describes, for the OpenAPI document, the ways to send a token, and whether an operation can be called without a token.
/// </summary>
internal static class OperationSecurity
{
    private const string Bearer = "bearer";
    private const string Cookie = "cookie";
    private const string Query = "query";

    /// <summary>Returns the ways to send a token, as the security schemes of the OpenAPI document.</summary>
    public static Dictionary<string, IOpenApiSecurityScheme> Schemes() => new(StringComparer.Ordinal)
    {
        [Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "A JSON Web Token in the header `Authorization`. Its claims `publish`, `subscribe` and `admin` list patterns " +
                "of topics.",
        },
        [Cookie] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = AccessMiddleware.Cookie,
            Description = "A cookie with the token of a browser's session, which `POST /session` begins.",
        },
        [Query] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Query,
            Name = TokenStrippingServer.Parameter,
            Description = "The token in the query of the URL, for clients that cannot send headers.",
        },
    };

    /// <summary>
    /// Returns the security requirements of an operation for the OpenAPI document. An empty requirement means that the operation can be
    /// called without a token.
    /// </summary>
    public static IList<OpenApiSecurityRequirement> Of(OpenApiOperationTransformerContext context)
    {
        var services = context.ApplicationServices;
        var isOpen = services.GetRequiredService<IOptions<AccessOptions>>().Value.Open == true
            || services.GetRequiredService<CallerResolver>().IsOpenLocally;
        var isForAdministrators = context.Description.ActionDescriptor.EndpointMetadata.Any(each => each is AdministratorsOnlyAttribute);
        List<OpenApiSecurityRequirement> all = [.. new[] { Bearer, Cookie, Query }.Select(name => Requirement(name, context.Document!))];
        // For most operations, the policy of the topic may allow calls without a token. Administration always needs a token, unless the
        // whole server is open to all.
        if (isOpen || !isForAdministrators)
            all.Insert(0, []);
        return all;
    }

    private static OpenApiSecurityRequirement Requirement(string name, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(name, document)] = [] };
}
