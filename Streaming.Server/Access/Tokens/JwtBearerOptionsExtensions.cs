using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Streaming.Server.Access.Tokens;

/// <summary>Reads the options of the JWT bearer package.</summary>
internal static class JwtBearerOptionsExtensions
{
    /// <summary>Whether there is a key or an authority that can check tokens.</summary>
    public static bool CanCheck(this JwtBearerOptions options) =>
        options.ConfigurationManager is not null || options.TokenValidationParameters.IssuerSigningKeys?.Any() == true;
}
