using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace Streaming.Server.Http;

/// <summary>
/// Lets ASP.NET Core find this server's controllers, which are internal classes. Without this class, ASP.NET Core would find only public
/// controllers, whose constructors could not take internal services.
/// </summary>
internal sealed class InternalControllers : ControllerFeatureProvider
{
    protected override bool IsController(TypeInfo typeInfo) =>
        typeInfo.Assembly == typeof(InternalControllers).Assembly && typeInfo.IsSubclassOf(typeof(ControllerBase));
}
