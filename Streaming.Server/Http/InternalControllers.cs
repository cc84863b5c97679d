using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace Streaming.Server.Http;

/// <summary>
/// Lets MVC find this server's own controllers. They are internal classes, so that their constructors can take internal services.
/// </summary>
internal sealed class InternalControllers : ControllerFeatureProvider
{
    protected override bool IsController(TypeInfo typeInfo) =>
        typeInfo.Assembly == typeof(InternalControllers).Assembly && typeInfo.IsSubclassOf(typeof(ControllerBase));
}
